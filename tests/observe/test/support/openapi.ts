import { Validator } from '@seriousme/openapi-schema-validator';

export interface Schema { [keyword: string]: unknown; properties?: Record<string, Schema> }
export interface Parameter { name: string; in: string; required?: boolean; description?: string; schema?: Schema }
export interface Answer { description: string; headers?: Record<string, unknown>; content?: Record<string, { schema?: Schema }> }
export interface Operation {
  summary?: string;
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Record<string, { schema?: Schema }> };
  responses: Record<string, Answer>;
  security?: Record<string, string[]>[];
}
export interface Document {
  [member: string]: unknown;
  openapi: string;
  info: Record<string, unknown>;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; securitySchemes: Record<string, unknown> };
}

const validator = new Validator();
const problem = 'application/problem+json';

// What they are to do is said by their address alone.
const withoutBody = ['/api/tickets', '/api/sign-out', '/api/reports/{id}/cancel', '/api/reports/{id}/mail', '/api/gateways/{apiId}/crash', '/api/gateways/{apiId}/drain'];

// That it was taken is all that there is to say.
const takenWithoutWord = ['/external-reader/webhooks', '/api/gateways/{apiId}/crash', '/api/gateways/{apiId}/drain'];

/** Each operation of a document, with its name. */
export function operationsOf(document: Document): { name: string; path: string; method: string; operation: Operation }[] {
  return Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) =>
    ({ name: `${method.toUpperCase()} ${path}`, path, method, operation })));
}

/** What is wrong with a document: against OpenAPI's own schema, and as something to write a program from. */
export async function faultsOf(document: Document): Promise<string[]> {
  const { valid, errors } = await validator.validate(structuredClone(document));
  if (!valid) return [JSON.stringify(errors)];
  return [
    ...operationsOf(document).flatMap((each) => faultsOfOperation(document, each).map((fault) => `${each.name}: ${fault}`)),
    ...Object.entries(document.components.schemas).filter(([, { description }]) => !description).map(([name]) => `${name}: no description`),
  ];
}

function faultsOfOperation(document: Document, { path, method, operation }: ReturnType<typeof operationsOf>[number]): string[] {
  const faults: string[] = [];
  const found = (isSo: boolean, fault: string) => { if (isSo) faults.push(fault); };
  const parameters = operation.parameters ?? [];
  const answers = Object.entries(operation.responses);
  found(!operation.summary, 'no summary');
  found(!answers.some(([status]) => status.startsWith('2')), 'nothing that succeeds');
  for (const [status, answer] of answers) {
    const contents = Object.entries(answer.content ?? {});
    if (method === 'head' || ['204', '304', '416'].includes(status) || (status === '202' && takenWithoutWord.includes(path))) {
      found(contents.length > 0, `${status} with content`);
    } else if (status < '400') {
      found(contents.length === 0 || contents.some(([, { schema }]) => !schema), `${status} without content or schema`);
    } else if (!path.startsWith('/healthz/')) {
      found(contents.length !== 1 || contents[0]![0] !== problem || contents[0]![1].schema?.['$ref'] !== '#/components/schemas/Problem', `${status} is no problem`);
      found((status === '429' || (status === '503' && path !== '/metrics' && path !== '/api/gateways')) && !answer.headers?.['Retry-After'], `${status} without Retry-After`);
    }
  }

  for (const name of path.matchAll(/\{(\w+)\}/g)) {
    found(!parameters.some((parameter) => parameter.in === 'path' && parameter.name === name[1] && parameter.required), `{${name[1]!}} is not described`);
  }
  for (const parameter of parameters) found(!parameter.description || !parameter.schema, `${parameter.name} without description or schema`);
  if (method === 'post' || method === 'put') {
    const bodies = Object.values(operation.requestBody?.content ?? {});
    found(withoutBody.includes(path) ? bodies.length > 0 : bodies.length === 0 || bodies.some(({ schema }) => !schema), 'its body is not described');
  }
  for (const scheme of (operation.security ?? []).flatMap((requirement) => Object.keys(requirement))) {
    found(!(scheme in document.components.securitySchemes), `no scheme ${scheme}`);
  }
  return faults;
}
