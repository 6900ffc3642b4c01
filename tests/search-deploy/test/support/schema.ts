import { Ajv2020 } from 'ajv/dist/2020.js';
import { readJson } from './files.js';

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, strict: true, strictRequired: false, strictTypes: false });
for (const name of ['connector', 'elasticsearch', 'kibana', 'mongodb-sink']) {
  ajv.addSchema(readJson('tests/search-deploy/schemas', `${name}.schema.json`), name);
}

/** What is wrong with a value by one of our schemas, such as `connector` or `elasticsearch#/$defs/ilm`. */
export function faultsBySchema(schema: string, value: unknown): string[] {
  const validate = ajv.getSchema(schema);
  if (!validate) throw new Error(`There is no schema ${schema}.`);
  if (validate(value)) return [];
  return (validate.errors ?? []).map((error) => `${error.instancePath || '/'} ${error.message ?? ''} ${JSON.stringify(error.params)}`);
}
