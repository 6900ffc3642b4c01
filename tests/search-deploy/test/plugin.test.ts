import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { deploy, readText } from './support/files.js';
import { run } from './support/run.js';

// Confluent's program is not here: one that writes down what it is told stands in its place. The rest is as in the image's build.
describe('the plugin of Connect', () => {
  const folder = mkdtempSync(join(tmpdir(), 'homing-plugin-'));
  const asked = join(folder, 'asked');
  const content = Buffer.from(`a plugin of ${String(process.pid)}`);
  const checksum = createHash('sha512').update(content).digest('hex');
  let server: Server;
  let requests = 0;

  beforeAll(async () => {
    writeFileSync(join(folder, 'confluent-hub'), `#!/bin/sh\necho "$*: $(cat "$3")" >>"${asked}"\n`);
    chmodSync(join(folder, 'confluent-hub'), 0o755);
    server = createServer((request, response) => {
      requests++;
      response.writeHead(request.url?.endsWith('.zip') ? 200 : 404).end(content);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  beforeEach(() => {
    rmSync(asked, { force: true });
    requests = 0;
  });

  afterAll(async () => {
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true });
  });

  const file = `plugin-${String(process.pid)}.zip`;
  const install = (sum: string, name = file) => run('sh', [join(deploy, 'connect/install-plugin.sh'), `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/${name}`, sum],
    { PATH: `${folder}:${process.env['PATH'] ?? ''}` });

  it('is installed where its file has the checksum, and the file is not left', async () => {
    expect(await install(checksum)).toMatchObject({ code: 0, err: '' });
    expect(readFileSync(asked, 'utf8')).toBe(`install --no-prompt /tmp/${file}: ${content.toString()}\n`);
    expect(existsSync(`/tmp/${file}`)).toBe(false);
  });

  it.each([
    ['another file', 'f'.repeat(128), 'has the SHA-512', 1],
    ['no checksum', '', 'docs/operations/search.md#the-plugin', 0],
    ['a checksum that is none', 'latest', 'is no SHA-512', 0],
  ])('is not installed with %s', async (_, sum, said, count) => {
    const { code, err } = await install(sum);
    expect(code).not.toBe(0);
    expect(err).toContain(said);
    expect(requests).toBe(count);
    expect(existsSync(asked)).toBe(false);
    expect(existsSync(`/tmp/${file}`)).toBe(false);
  });

  it('is not installed where there is no such file', async () => {
    expect((await install(checksum, 'none')).code).not.toBe(0);
    expect(existsSync(asked)).toBe(false);
  });

  it('is the same in the image and in Kubernetes, and the guide has what it refers to', () => {
    const dockerfile = readText('deploy/elasticsearch/connect/Dockerfile');
    const version = /^ARG PLUGIN_VERSION=(\S+)$/m.exec(dockerfile)![1]!;
    const [url] = /https:\S+\.zip/.exec(dockerfile)!;
    expect(readText('deploy/kubernetes/components/search/connect.yaml')).toContain(`url: ${url.replaceAll('${PLUGIN_VERSION}', version)}\n`);
    expect(readText('docs/operations/search.md')).toContain('## The plugin\n');
    const { services } = parse(readText('deploy/elasticsearch/compose.yaml')) as { services: { connect: { image: string; build: unknown } } };
    expect(services.connect.image.split(':')[1]).toBe(version);
    expect(services.connect.build).toEqual({ context: 'connect', args: { PLUGIN_SHA512: '${CONNECT_PLUGIN_SHA512:-}' } });
  });
});
