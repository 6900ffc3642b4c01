import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deploy } from './support/files.js';
import { run } from './support/run.js';
import { SearchServer } from './support/searchServer.js';

// No Elasticsearch, Connect or Kibana is here: these tests prove in which order the script asks, that it can be run again,
// and what it makes of refusals. That the servers take what it sends is for the schemas, and for a run of the real ones.
describe('the preparation', { timeout: 60_000 }, () => {
  let server: SearchServer;
  let url: string;

  beforeEach(async () => {
    server = new SearchServer();
    url = await server.start();
  });

  afterEach(() => server.stop());

  const init = (environment: Record<string, string> = {}) => run('sh', [join(deploy, 'init.sh')],
    { ELASTICSEARCH_URL: url, CONNECT_URL: url, KIBANA_URL: url, WAIT_SECONDS: '20', PAUSE_SECONDS: '0.1', TODAY: '2026.11.21', ...environment });
  const at = (request: string) => {
    const index = server.requests.findIndex((one) => one.startsWith(request));
    expect(index, request).toBeGreaterThanOrEqual(0);
    return index;
  };

  it('makes everything once, templates before indices, indices before connectors', async () => {
    const { code, out, err } = await init();
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const order = [
      'PUT /_ilm/policy/route-history', 'PUT /_ingest/pipeline/route-record', 'PUT /_component_template/route-record',
      'PUT /_index_template/route.new-position', 'PUT /route.new-position-2026.11.21', 'PUT /route-speeds',
      'PUT /_transform/route-speeds', 'POST /_transform/route-speeds/_start',
      'PUT /connectors/route.new-direction-elasticsearch/config', 'POST /api/saved_objects/_import',
    ].map(at);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect([...server.connectors.keys()]).toEqual(['route.new-direction-elasticsearch', 'route.new-position-elasticsearch']);
    expect(server.imported).toHaveLength(9);
    expect(out).toContain('init: _index_template/route.new-position made');
    expect(out).toContain('init: connector route.new-position-elasticsearch is running');
    expect(out.trimEnd().endsWith('init: done')).toBe(true);
  });

  it('changes nothing when it is run again', async () => {
    await init();
    const before = JSON.stringify([[...server.resources], [...server.indices], [...server.connectors], server.imported]);
    const { code, out, err } = await init();
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.stringify([[...server.resources], [...server.indices], [...server.connectors], server.imported])).toBe(before);
    expect(out).toContain('init: _index_template/route.new-position is up to date');
    expect(out).toContain('init: connector route.new-position-elasticsearch is up to date');
    expect(out).not.toContain(' made');
  });

  it('waits for each server, and for Connect while its workers divide their work', async () => {
    Object.assign(server.notReady, { elasticsearch: 1, connect: 1, kibana: 1 });
    server.rebalancing = 1;
    expect((await init()).code).toBe(0);
    expect(server.requests.filter((one) => one === 'GET /_cluster/health')).toHaveLength(2);
    expect(server.requests.filter((one) => one.endsWith('route.new-direction-elasticsearch/config'))).toHaveLength(2);
  });

  it('gives up on a server that does not come, and says which', async () => {
    server.notReady.elasticsearch = Number.POSITIVE_INFINITY;
    const { code, err } = await init({ WAIT_SECONDS: '1' });
    expect(code).toBe(1);
    expect(err).toContain('Elasticsearch at');
    expect(err).toContain('not ready after 1 s (last status 503)');
    expect(server.requests.every((one) => one === 'GET /_cluster/health')).toBe(true);
  });

  it('starts no connector where an index of positions is older than its template', async () => {
    server.indices.set('route.new-position-2020.01.01', { position: { type: 'float' } });
    const { code, err } = await init();
    expect(code).toBe(1);
    expect(err).toContain('made before its template');
    expect(server.connectors.size).toBe(0);
  });

  it('starts again, once, what had failed', async () => {
    server.startsAs = 'FAILED';
    const { code, out } = await init();
    expect(code).toBe(0);
    expect(out).toContain('connector route.new-position-elasticsearch had failed, and is started again');
    expect(server.requests.filter((one) => one.includes('route.new-position-elasticsearch/restart'))).toHaveLength(1);
  });

  it('ends with what Kibana says where it takes the objects but not all of them', async () => {
    server.importSucceeds = false;
    const { code, err } = await init();
    expect(code).toBe(1);
    expect(err).toContain('missing_references');
  });

  it('sees to failed tasks, and leaves the others alone', async () => {
    await init();
    server.connectors.get('route.new-position-elasticsearch')!.state = 'FAILED';
    const { code, out } = await run('sh', [join(deploy, 'restart-failed.sh')], { CONNECT_URL: url, ROUNDS: '2', PERIOD_SECONDS: '0' });
    expect({ code, out }).toEqual({ code: 0, out: 'restart-failed: route.new-position-elasticsearch\n' });
    expect(server.requests.filter((one) => one.includes('/restart?'))).toEqual(
      ['POST /connectors/route.new-position-elasticsearch/restart?includeTasks=true&onlyFailed=true']);
  });
});
