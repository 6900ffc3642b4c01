import { readResources, type Json } from './files.js';

interface Template { settings?: Json; mappings?: { properties: Json } }
interface IndexTemplate { index_patterns: string[]; composed_of?: string[]; template?: Template }

function flatten(properties: Json, prefix = ''): [string, string][] {
  return Object.entries(properties).flatMap(([name, field]) => {
    const { type, properties: inner } = field as { type?: string; properties?: Json };
    return inner ? flatten(inner, `${prefix}${name}.`) : [[prefix + name, type!] as [string, string]];
  });
}

/** The fields of what an index template makes, its component templates included, with their types. */
export function fieldsOfTemplate(name: string): Map<string, string> {
  const template = readResources('elasticsearch/index-templates').get(name) as IndexTemplate | undefined;
  if (!template) throw new Error(`There is no index template ${name}.`);
  const components = readResources('elasticsearch/component-templates');
  const parts = (template.composed_of ?? []).map((part) => (components.get(part) as { template: Template }).template);
  return new Map([...parts, template.template ?? {}].flatMap((part) => flatten(part.mappings?.properties ?? {})));
}

/** The fields behind each pattern of indices. */
export function fieldsByPattern(): Map<string, Set<string>> {
  return new Map([...readResources('elasticsearch/index-templates')].flatMap(([name, template]) =>
    (template as unknown as IndexTemplate).index_patterns.map((pattern) => [pattern, new Set(fieldsOfTemplate(name).keys())] as const)));
}
