import { afterAll, beforeAll, expect, it } from 'vitest';
import { needing } from '../../search-deploy/test/support/needing.js';
import { Echo, hasNginx, Proxy } from './support/nginx.js';

// The configurations really run. Behind them are servers that say who they are.
needing('nginx', hasNginx, 'nginx', { timeout: 30_000 }, () => {
  const edge = new Proxy();
  const provider = new Proxy();
  const servers = new Map(['gateway-1', 'gateway-2', 'parking-worker', 'delivery-backend', 'report-trigger', 'report-trace', 'reporting-app', 'reporting-file']
    .map((name) => [name, new Echo(name)]));

  beforeAll(async () => {
    const ports = Object.fromEntries(await Promise.all([...servers].map(async ([name, server]) => [name, await server.start()] as const)));
    await edge.start('deploy/compose/nginx/edge.conf', ports);
    await provider.start('deploy/compose/nginx/provider.conf', ports);
  });

  afterAll(async () => {
    await Promise.all([edge.stop(), provider.stop(), ...[...servers.values()].map((server) => server.stop())]);
  });

  it.each([
    ['/', /^gateway-/],
    ['/parking', /^gateway-/],
    ['/api/tickets', /^gateway-/],
    ['/api/operations', /^gateway-/],
    ['/healthz/ready', /^gateway-/],
    ['/api/parking/lots?bbox=1,2,3,4', /^parking-worker$/],
    ['/api/routes', /^delivery-backend$/],
    ['/api/deliveries/1/track', /^delivery-backend$/],
    ['/api/insights/deliveries', /^delivery-backend$/],
    ['/api/reports', /^report-trigger$/],
    ['/api/reports/0190c7a4-7a6f-7cc0-8f0a-1d1a5f2b9c3d/document', /^report-trigger$/],
    ['/api/reports/outbox', /^report-trace$/],
  ])('leads %s to %s', async (path, name) => {
    const answer = await edge.ask(path);
    expect(answer.status).toBe(200);
    expect(answer.name).toMatch(name);
  });

  it('says whose call it is, whatever the caller has written there, and under which name it came', async () => {
    const { headers } = await edge.ask('/api/routes', { 'X-Forwarded-For': '203.0.113.7', 'X-Forwarded-Host': 'evil.example' });
    expect(headers).toMatchObject({ host: 'homing.example:8080', 'x-forwarded-for': '127.0.0.1', 'x-forwarded-host': 'homing.example:8080', 'x-forwarded-proto': 'http' });
  });

  it('keeps metrics from strangers', async () => {
    expect((await edge.ask('/metrics')).status).toBe(404);
  });

  it('passes sockets through, both ways', async () => {
    expect(await edge.talk('/ws', 'hello')).toBe('hello');
  });

  it.each([
    ['/provider/reports', 'reporting-app'],
    ['/provider/reports/0190c7a4-7a6f-7cc0-8f0a-1d1a5f2b9c3d', 'reporting-app'],
    ['/provider/reports/0190c7a4-7a6f-7cc0-8f0a-1d1a5f2b9c3d/document', 'reporting-file'],
  ])('leads %s of the provider to %s', async (path, name) => {
    expect(await provider.ask(path)).toMatchObject({ status: 200, name });
  });

  it('shows nothing else of the provider', async () => {
    expect((await provider.ask('/metrics')).status).toBe(404);
    expect((await provider.ask('/api/settings')).status).toBe(404);
  });

  it('goes to the other gateway where one is gone', async () => {
    await servers.get('gateway-1')!.stop();
    servers.delete('gateway-1');
    const names = await Promise.all(Array.from({ length: 4 }, async () => (await edge.ask('/')).name));
    expect(names).toEqual(['gateway-2', 'gateway-2', 'gateway-2', 'gateway-2']);
  });

  it('would not start with a wrong line', async () => {
    const wrong = new Proxy();
    await expect(wrong.start('deploy/compose/nginx/edge.conf', {})).rejects.toThrow('nobody');
    await wrong.stop();
  });
});
