import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { type Document, type Operation, operationsOf, type Schema } from './openapi.js';

/** What a request is sent with. */
export interface Call { body?: string | object; headers?: Record<string, string> }

/** An answer of the real server. */
export interface Told { status: number; headers: Headers; json: unknown }

const formats: Record<string, true | RegExp | ((text: string) => boolean)> = {
  int32: true, int64: true, double: true, binary: true, uri: (text) => URL.canParse(text),
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/, uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
};

const patienceMs = 90_000;

// What is not described is not to be there.
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const members = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, closed(value)])) as Schema;
  return members.properties && typeof members.properties['$ref'] !== 'string' && !('additionalProperties' in members)
    ? { ...members, additionalProperties: false } : members;
}

/** Sends requests to a server and holds each answer against the description that it gives of itself. */
export class Answers {
  /** What was answered otherwise than it is described. */
  readonly faults: string[] = [];
  /** The statuses that each operation has answered with. */
  readonly seen = new Map<string, Set<number>>();
  private readonly validators = new Map<Schema, ValidateFunction>();
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true, formats });

  constructor(private readonly url: string, private readonly document: Document) {
    this.ajv.addSchema({ $id: 'homing', components: closed(document.components) as object });
  }

  async call(method: string, path: string, { body, headers }: Call = {}): Promise<Told> {
    const response = await fetch(this.url + path, {
      method, headers: { ...(typeof body === 'object' ? { 'content-type': 'application/json' } : {}), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const type = response.headers.get('content-type')?.split(';')[0] ?? '';
    const json: unknown = type.endsWith('json') && text !== '' ? JSON.parse(text) : undefined;
    for (const fault of this.check(method, path, response.status, type, text, json)) {
      this.faults.push(`${method} ${path} answered ${String(response.status)} ${type} ${text.slice(0, 400)}: ${fault}`);
    }
    return { status: response.status, headers: response.headers, json };
  }

  /** Asks until an answer is as it shall be: of what takes its time. */
  async until(isSo: (told: Told) => boolean, method: string, path: string, call?: Call): Promise<Told> {
    const started = performance.now();
    for (;;) {
      const told = await this.call(method, path, call);
      if (isSo(told)) return told;
      if (performance.now() - started > patienceMs) throw new Error(`${method} ${path} still answers ${String(told.status)} ${JSON.stringify(told.json)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** What is wrong with an answer. */
  check(method: string, path: string, status: number, type: string, text: string, json: unknown): string[] {
    const found = this.find(method, path.split('?')[0]!);
    if (!found) return ['there is no such operation'];
    this.seen.set(found.name, (this.seen.get(found.name) ?? new Set()).add(status));
    const answer = found.operation.responses[String(status)];
    if (!answer) return ['the status is not described'];
    const contents = answer.content ?? {};
    if (Object.keys(contents).length === 0) return text === '' ? [] : ['a body is not described'];
    const schema = contents[type]?.schema;
    if (!schema) return ['the media type is not described'];
    if (json === undefined) return [];
    const validate = this.validators.get(schema) ?? this.ajv.compile(absolute(closed(schema)));
    this.validators.set(schema, validate);
    return validate(json) ? [] : [this.ajv.errorsText(validate.errors)];
  }

  private find(method: string, path: string): { name: string; operation: Operation } | undefined {
    // Of two that fit, the one with fewer parameters.
    return operationsOf(this.document)
      .filter((each) => each.method.toUpperCase() === method && new RegExp(`^${each.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path))
      .sort((one, other) => one.path.split('{').length - other.path.split('{').length)[0];
  }
}

function absolute(schema: unknown): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"homing#/components')) as object;
}
