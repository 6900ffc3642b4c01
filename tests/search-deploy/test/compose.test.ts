import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { deploy, readText } from './support/files.js';
import { has, needing } from './support/needing.js';
import { run } from './support/run.js';

interface Service { image?: string; build?: unknown; ports?: string[]; healthcheck?: unknown; depends_on?: Record<string, { condition: string }>; entrypoint?: string[]; environment?: Record<string, string> }

const file = join(deploy, 'compose.yaml');
const text = readText('deploy/elasticsearch/compose.yaml');
const { services } = parse(text, { merge: true }) as { services: Record<string, Service> };
const docker = process.env['DOCKER_COMPOSE'] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'homing-compose-'));
afterAll(() => { rmSync(folder, { recursive: true }); });

needing('Docker Compose', docker !== '', 'the compose file, to Docker Compose', { timeout: 60_000 }, () => {
  // It is a part of deploy/compose/compose.yaml, which has the Kafka; tests/deploy checks the whole.
  const check = (path: string) => {
    const whole = join(folder, 'whole.yaml');
    writeFileSync(whole, [
      `include: [{ path: ${path}, project_directory: ${deploy} }]`,
      'services: { kafka: { image: "apache/kafka:3.9.1", networks: [core], healthcheck: { test: [CMD, "true"] } } }',
      'networks: { core: }',
    ].join('\n'));
    return run(docker, ['-f', whole, '--profile', 'search', 'config', '-q'], { HOME: folder });
  };

  it('has nothing wrong with it', async () => {
    expect(await check(file)).toEqual({ code: 0, out: '', err: '' });
  });

  it.each([
    ['a key that does not exist', 'healthcheck:', 'health:'],
    ['a dependency that is not there', 'init: { condition', 'prepare: { condition'],
    ['a condition that does not exist', 'service_completed_successfully', 'service_done'],
    ['a port that is none', '127.0.0.1:9200:9200', '127.0.0.1:9200:search'],
    ['a volume that is not declared', 'volumes: ["elasticsearch:', 'volumes: ["indices:'],
  ])('would be caught: %s', async (_, good, wrong) => {
    expect(text).toContain(good);
    const path = join(folder, 'compose.yaml');
    writeFileSync(path, text.replace(good, wrong));
    expect((await check(path)).code).not.toBe(0);
  });
});

describe('the compose file', () => {
  it('pins every version', () => {
    const images = Object.values(services).flatMap(({ image }) => image ?? []);
    expect(images.filter((image) => !/:\d+\.\d+\.\d+$/.test(image))).toEqual([]);
    expect(readText('deploy/elasticsearch/connect/Dockerfile')).toMatch(/^FROM \S+:\d+\.\d+\.\d+$[^]*^ARG PLUGIN_VERSION=\d+\.\d+\.\d+$/m);
  });

  it('shows no port to other machines, for nothing here asks for a password', () => {
    expect(Object.values(services).flatMap(({ ports }) => ports ?? []).filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  it('has Elasticsearch and Kibana of one version, to which the saved objects are', () => {
    const version = (name: string) => services[name]?.image?.split(':')[1];
    expect(version('elasticsearch')).toBe(version('kibana'));
    expect(version('kibana')).toMatch(/^8\./);
  });

  it('says of every server how to tell that it is well, and waits for that', () => {
    expect(Object.entries(services).filter(([, service]) => service.ports && !service.healthcheck).map(([name]) => name)).toEqual([]);
    expect(services['init']?.depends_on).toEqual(Object.fromEntries(
      ['elasticsearch', 'connect', 'kibana'].map((name) => [name, { condition: 'service_healthy' }])));
  });

  it('names the servers as the connectors and scripts do', () => {
    const hosts = Object.keys(services);
    const urls = [...Object.values(services['init']?.environment ?? {}), ...Object.values(services['restart-failed']?.environment ?? {})]
      .concat((JSON.parse(readText('deploy/elasticsearch/connectors/route.new-position.json')) as Record<string, string>)['connection.url'] ?? '');
    expect(urls.length).toBeGreaterThanOrEqual(7);
    expect(urls.filter((url) => !hosts.includes(new URL(url).hostname))).toEqual([]);
  });
});

// `./homing test` installs it; elsewhere the shell's own check must do.
const hasShellcheck = await has('shellcheck', '--version');

describe.each(['init.sh', 'restart-failed.sh', 'connect/install-plugin.sh'])('%s', (script) => {
  it.skipIf(!hasShellcheck)(hasShellcheck ? 'passes shellcheck' : 'passes shellcheck (there is no shellcheck here)', async () => {
    expect(await run('shellcheck', ['--shell=sh', join(deploy, script)])).toEqual({ code: 0, out: '', err: '' });
  });

  it('is read by sh', async () => {
    expect((await run('sh', ['-n', join(deploy, script)])).code).toBe(0);
  });
});
