import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Json } from './files.js';

interface Answer { status: number; body: unknown }
interface Template extends Json { index_patterns?: string[]; composed_of?: string[]; template?: { settings?: { index: { default_pipeline?: string; lifecycle?: { name: string } } }; mappings?: { properties: Json } } }

const found = (body: unknown): Answer => ({ status: 200, body });
const made = found({ acknowledged: true });
const missing: Answer = { status: 404, body: { error: { type: 'resource_not_found_exception' }, status: 404 } };
const refused = (status: number, type: string, reason: string): Answer => ({ status, body: { error: { type, reason }, status } });

/**
 * Speaks as much of Elasticsearch, Kafka Connect and Kibana as the preparation uses, on one port, and refuses what those
 * refuse: what refers to something that is not there yet, what is made twice, what is no JSON. It indexes nothing.
 */
export class SearchServer {
  readonly requests: string[] = [];
  readonly resources = new Map<string, Json>();
  readonly indices = new Map<string, Json>();
  readonly connectors = new Map<string, { config: Json; state: string }>();
  imported: string[] = [];
  /** How many answers of each part say that it is not ready yet. */
  readonly notReady = { elasticsearch: 0, connect: 0, kibana: 0 };
  /** How many times Connect answers that its workers divide their work. */
  rebalancing = 0;
  /** The state in which a connector starts. */
  startsAs = 'RUNNING';
  importSucceeds = true;
  private readonly running = new Set<string>();
  private readonly server = createServer((request, response) => { void this.serve(request, response); });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const method = request.method ?? '';
    const url = request.url ?? '';
    this.requests.push(`${method} ${url}`);
    let answer: Answer;
    try {
      answer = this.answer(method, url, text, request);
    } catch (error) {
      answer = refused(400, 'parse_exception', String(error));
    }
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
  }

  private answer(method: string, url: string, text: string, request: IncomingMessage): Answer {
    const path = url.split('?', 1)[0]!.slice(1);
    if (path === '_cluster/health') return this.notReady.elasticsearch-- > 0 ? refused(503, 'master_not_discovered_exception', '') : found({ status: 'green' });
    if (path === 'connector-plugins') return found(this.notReady.connect-- > 0 ? [] : [{ class: 'io.confluent.connect.elasticsearch.ElasticsearchSinkConnector', type: 'sink' }]);
    if (path === 'api/status') return found({ status: { overall: { level: this.notReady.kibana-- > 0 ? 'degraded' : 'available' } } });
    if (path === 'api/saved_objects/_import') return this.import(request, text);
    if (path.startsWith('connectors/')) return this.connector(method, path.split('/'), text);
    if (path.startsWith('_transform/')) return this.transform(method, path, text);
    if (path.startsWith('_')) return this.resource(method, path, text);
    if (path.endsWith('/_mapping/field/position')) return this.mapping(path.slice(0, path.indexOf('*')));
    return this.index(method, path);
  }

  private resource(method: string, path: string, text: string): Answer {
    if (method === 'GET') return this.resources.has(path) ? found({ [path]: this.resources.get(path) }) : missing;
    const value = JSON.parse(text) as Template;
    if (path.startsWith('_index_template/')) {
      const absent = (value.composed_of ?? []).filter((name) => !this.resources.has(`_component_template/${name}`));
      if (absent.length > 0) return refused(400, 'invalid_index_template_exception', `component templates ${absent.join()} do not exist`);
    }
    this.resources.set(path, value);
    return made;
  }

  private index(method: string, name: string): Answer {
    if (method === 'GET') return this.indices.has(name) ? found({ [name]: {} }) : missing;
    if (this.indices.has(name)) return refused(400, 'resource_already_exists_exception', `index [${name}] already exists`);
    const templates = [...this.resources].filter(([path]) => path.startsWith('_index_template/')).map(([, value]) => value as Template);
    const template = templates.find(({ index_patterns: patterns }) => patterns?.some((pattern) => pattern === name || (pattern.endsWith('*') && name.startsWith(pattern.slice(0, -1)))));
    const parts = [...(template?.composed_of ?? []).map((part) => this.resources.get(`_component_template/${part}`) as Template), template ?? {}];
    for (const { template: part } of parts) {
      const { default_pipeline: pipeline, lifecycle } = part?.settings?.index ?? {};
      if (pipeline && !this.resources.has(`_ingest/pipeline/${pipeline}`)) return refused(400, 'illegal_argument_exception', `pipeline ${pipeline} does not exist`);
      if (lifecycle && !this.resources.has(`_ilm/policy/${lifecycle.name}`)) return refused(400, 'illegal_argument_exception', `policy ${lifecycle.name} does not exist`);
      if (lifecycle && !/-\d{4}\.\d{2}\.\d{2}$/.test(name)) return refused(400, 'illegal_argument_exception', `index name ${name} does not match pattern`);
    }
    this.indices.set(name, Object.assign({}, ...parts.map((part) => part.template?.mappings?.properties ?? {})) as Json);
    return made;
  }

  private mapping(prefix: string): Answer {
    const indices = [...this.indices].filter(([name]) => name.startsWith(prefix));
    return found(Object.fromEntries(indices.map(([name, properties]) =>
      [name, { mappings: properties['position'] ? { position: { full_name: 'position', mapping: { position: properties['position'] } } } : {} }])));
  }

  private transform(method: string, path: string, text: string): Answer {
    if (path.endsWith('/_start')) {
      const name = path.slice(0, -'/_start'.length);
      if (!this.resources.has(name)) return missing;
      if (this.running.has(name)) return refused(409, 'status_exception', 'already started');
      this.running.add(name);
      return made;
    }
    if (method === 'GET') return this.resources.has(path) ? found({ count: 1 }) : missing;
    if (this.resources.has(path)) return refused(400, 'resource_already_exists_exception', `${path} already exists`);
    const value = JSON.parse(text) as { source: { index: string[] } };
    const absent = value.source.index.filter((pattern) => ![...this.indices.keys()].some((name) => name.startsWith(pattern.replace('*', ''))));
    if (absent.length > 0) return refused(400, 'validation_exception', `no such index ${absent.join()}`);
    this.resources.set(path, value);
    return made;
  }

  private connector(method: string, [, name, verb]: string[], text: string): Answer {
    const connector = this.connectors.get(name!);
    if (method === 'PUT') {
      if (this.rebalancing-- > 0) return { status: 409, body: { error_code: 409, message: 'rebalance in process' } };
      const config = JSON.parse(text) as Json;
      this.connectors.set(name!, { config, state: connector?.state ?? this.startsAs });
      return { status: connector ? 200 : 201, body: { name, config, tasks: [], type: 'sink' } };
    }
    if (!connector) return { status: 404, body: { error_code: 404, message: 'not found' } };
    if (verb === 'restart') connector.state = 'RUNNING';
    return found({ name, connector: { state: 'RUNNING', worker_id: 'connect:8083' }, tasks: [{ id: 0, state: connector.state, worker_id: 'connect:8083' }], type: 'sink' });
  }

  private import(request: IncomingMessage, text: string): Answer {
    if (!request.headers['kbn-xsrf']) return { status: 400, body: { message: 'Request must contain a kbn-xsrf header.' } };
    const objects = [...text.matchAll(/^\{.*\}$/gm)].map(([line]) => JSON.parse(line) as { type: string; id: string });
    if (!this.importSucceeds) return found({ success: false, successCount: 0, errors: [{ id: objects[0]?.id, error: { type: 'missing_references' } }] });
    this.imported = objects.map(({ type, id }) => `${type}/${id}`);
    return found({ success: true, successCount: objects.length });
  }
}
