import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { readText } from './files.js';
import { nameOf, type Manifest } from './manifests.js';

interface Schema { [keyword: string]: unknown; properties?: Record<string, Schema>; items?: Schema; additionalProperties?: Schema | boolean }

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, strictRequired: false, strictTypes: false });
ajv.addVocabulary(['x-kubernetes-int-or-string', 'x-kubernetes-preserve-unknown-fields', 'x-kubernetes-validations']);

/** A field that is not known is a fault here, as for `kubectl --validate=strict`; a cluster drops it without a word. */
function strict(schema: Schema): Schema {
  const { properties, items, additionalProperties, ...rest } = schema;
  const isOpen = rest['x-kubernetes-preserve-unknown-fields'] === true;
  return {
    ...rest,
    ...(items && { items: strict(items) }),
    ...(properties && { properties: Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, strict(one)])) }),
    ...(typeof additionalProperties === 'object' ? { additionalProperties: strict(additionalProperties) } : properties && !isOpen && { additionalProperties: false }),
  };
}

// Theirs: what the CustomResourceDefinitions take.
const theirs = JSON.parse(readText('tests/deploy/schemas/strimzi-1.2.0.json')) as { kinds: Record<string, Schema> };
const byKind = new Map<string, ValidateFunction>(Object.entries(theirs.kinds).map(([kind, schema]) => [kind, ajv.compile(strict(schema))]));

// Ours: of that, what deploy/kubernetes uses, and what has to be there for us.
const ours = ajv.compile(JSON.parse(readText('tests/deploy/schemas/strimzi.schema.json')) as object);

const faults = (validate: ValidateFunction, value: unknown) =>
  validate(value) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''} ${JSON.stringify(error.params)}`);

/** What the schema of Strimzi's own definition of the kind says against a resource. */
export function faultsByDefinition(manifest: Manifest): string[] {
  const validate = byKind.get(manifest.kind);
  return (validate ? faults(validate, manifest['spec']) : ['there is no such kind']).map((fault) => `${nameOf(manifest)}: ${fault}`);
}

/** The same, and what our own rules say. */
export function faultsOfStrimzi(manifest: Manifest): string[] {
  return [...faultsByDefinition(manifest), ...faults(ours, manifest).map((fault) => `${nameOf(manifest)}: ${fault}`)];
}
