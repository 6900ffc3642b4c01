import { Ajv2020 } from 'ajv/dist/2020.js';
import { readText } from './files.js';
import { nameOf, type Manifest } from './manifests.js';

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, strictRequired: false, strictTypes: false });
const validate = ajv.compile(JSON.parse(readText('tests/deploy/schemas/strimzi.schema.json')) as object);

/** What our own schema says against a resource of Strimzi. */
export function faultsOfStrimzi(manifest: Manifest): string[] {
  if (validate(manifest)) return [];
  return (validate.errors ?? []).map((error) => `${nameOf(manifest)}: ${error.instancePath} ${error.message ?? ''} ${JSON.stringify(error.params)}`);
}
