import { join } from 'node:path';
import { HomingClient, type Ticket } from '@homing/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { broken } from '../../search-deploy/test/support/broken.js';
import { has, needing } from '../../search-deploy/test/support/needing.js';
import { compose, docker } from './support/compose.js';
import { Edge } from './support/edge.js';
import { root } from './support/files.js';
import { build, kubectl, nameOf } from './support/manifests.js';
import { hasNginx } from './support/nginx.js';
import { hasPostgres } from './support/postgres.js';
import { hasServer } from './support/server.js';
import { hasBrokers, Stack } from './support/stack.js';

const hasBrowser = await has('chromium', '--version') || await has('google-chrome', '--version');
const missing = Object.entries({
  'Docker Compose': docker !== '', nginx: hasNginx, 'PostgreSQL with PostGIS': hasPostgres, 'redis-server': await has('redis-server', '--version'),
  Chromium: hasBrowser, 'built server': hasServer && hasBrokers,
}).filter(([, isThere]) => !isThere).map(([what]) => what).join(', ');

interface Report { state: string; reason: string | null }

// All that the compose file starts of ours, a process a role, asked as people ask: through its front door.
needing(missing, missing === '', 'the system of the compose file', { timeout: 120_000 }, () => {
  let stack: Stack;
  let password: string;
  let token: string;

  const call = (path: string, body?: object, headers: Record<string, string> = {}) => fetch(new URL(path, stack.url), {
    method: body ? 'POST' : 'GET',
    headers: { Authorization: `Bearer ${token}`, ...(body ? { 'Content-Type': 'application/json' } : {}), ...headers },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const read = async <T>(path: string) => await (await call(path)).json() as T;

  beforeAll(async () => {
    const { project } = await compose(join(root, 'deploy/compose/compose.yaml'));
    password = project.services['gateway-1']!.environment!['Homing__Demo__Password']!;
    stack = new Stack(project);
    // The brokers answer a fetch that finds nothing when its time is over, whatever was appended meanwhile.
    await stack.start({ 'Homing__Kafka__Client__fetch.wait.max.ms': '20', Homing__Provider__Duration: '00:00:01' });
    const signedIn = await fetch(new URL('/api/sign-in', stack.url), {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ user: 'ceo', password }),
    });
    token = (await signedIn.json() as { access_token: string }).access_token;
  }, 120_000);

  afterAll(() => stack.stop(), 60_000);

  it('shows the page', async () => {
    expect(await (await call('/')).text()).toContain('<title>Homing</title>');
  });

  it('answers where to park, out of the database', async () => {
    const client = new HomingClient({
      url: `${stack.url.replace('http', 'ws')}/ws`,
      ticket: async () => await (await call('/api/tickets', {})).json() as Ticket,
      WebSocket,
    });
    client.connect();
    try {
      const answer = await client.request('parking.nearby', { lat: 41.0369, lng: 28.985, limit: 3 }, { deadlineMs: 30_000 });
      expect((answer as { lots: unknown[] }).lots).toHaveLength(3);
    } finally {
      client.close();
    }
  });

  it.skipIf(kubectl === '')('has every operation of its processes behind the edge of the mesh, too', async () => {
    const manifests = await build('overlays/production');
    const operations = await stack.operations();
    const all = [...new Set([...operations.values()].flat())];
    expect(all).toEqual(expect.arrayContaining(['POST /api/reports', 'POST /api/deliveries', 'GET /api/parking/lots', 'POST /api/tickets']));
    const faults = (edge: Edge) => all.filter((operation) => {
      const [method, path] = operation.replace(/\{\w+\}/g, '17').split(' ') as [string, string];
      const service = edge.serviceOf(method, path);
      return !service || !operations.get(service)!.includes(operation) || !edge.isLetIn(service, method, path);
    });
    // Probes and metrics are for the cluster, and the provider is somebody else's, behind a front door of its own.
    const inside = all.filter((operation) => / \/(?:healthz|metrics|provider)\b/.test(operation));
    expect(inside).toEqual(expect.arrayContaining(['GET /metrics', 'POST /provider/reports']));
    expect(faults(new Edge(manifests))).toEqual(inside);
    const withoutPut = manifests.map((manifest) => nameOf(manifest) === 'AuthorizationPolicy homing/report-trigger'
      ? broken(manifest, ['spec', 'rules', 0, 'to', 0, 'operation', 'methods'], ['GET', 'POST', 'HEAD']) : manifest);
    expect(faults(new Edge(withoutPut)).toSorted()).toEqual(['PUT /api/reports/{id}', ...inside].toSorted());
  });

  it('drives a ride', async () => {
    const [route] = await read<{ _id: string }[]>('/api/routes');
    expect((await call('/api/deliveries', { routeId: route!._id, clientId: 'stack' })).status).toBe(202);
    const positions = async () => (await read<{ geometry?: { coordinates: unknown[] } }>(`/api/deliveries/${route!._id}/track`)).geometry?.coordinates.length ?? 0;
    await expect.poll(positions, { timeout: 60_000 }).toBeGreaterThan(2);
  });

  it('makes a report, by way of a provider that knows nothing of us', async () => {
    const asked = await call('/api/reports', { kind: 'top-games', title: 'Best of 2015', parameters: { year: 2015, limit: 5 }, lifetime_minutes: 10 }, { 'Idempotency-Key': 'stack-1' });
    const { report_id: id } = await asked.json() as { report_id: string };
    const report = () => read<Report>(`/api/reports/${id}`);
    await expect.poll(async () => (await report()).state, { timeout: 100_000 }).toMatch(/delivered|failed/);
    const { state, reason } = await report();
    expect([state, reason]).toEqual(['delivered', null]);
    const document = new Uint8Array(await (await call(`/api/reports/${id}/document`)).arrayBuffer());
    expect(new TextDecoder().decode(document.slice(0, 5))).toBe('%PDF-');
    expect(await read<object[]>('/api/reports/outbox')).toHaveLength(1);
  });
});
