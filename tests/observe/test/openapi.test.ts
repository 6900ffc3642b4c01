import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type AddressInfo } from 'node:net';
import { Validator } from '@seriousme/openapi-schema-validator';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from './support/files.js';

type Json = Record<string, unknown>;

const host = join(root, 'artifacts/bin/Homing.Host/release/Homing.Host');

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => { server.close(resolve); });
  return port;
}

/** What a process with every role says of its calls. */
async function served(): Promise<Json> {
  const data = mkdtempSync(join(tmpdir(), 'homing-openapi-'));
  const port = String(await freePort());
  const process = spawn(host, ['up', '--port', port, '--data', data], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => { process.on('close', () => { resolve(); }); });
  try {
    let said = '';
    const ready = new Promise<void>((resolve) => {
      process.stdout.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (said.includes('Homing is ready at')) resolve();
      });
    });
    await Promise.race([ready, ended.then(() => { throw new Error(`The server has ended:\n${said}`); })]);
    return await (await fetch(`http://127.0.0.1:${port}/openapi/v1.json`)).json() as Json;
  } finally {
    process.kill('SIGKILL');
    await ended;
    rmSync(data, { recursive: true });
  }
}

async function faultsOf(document: Json): Promise<unknown> {
  const { valid, errors } = await new Validator().validate(structuredClone(document));
  return valid ? undefined : errors;
}

describe.skipIf(!existsSync(host))('the description of the calls over HTTP', { timeout: 120_000 }, () => {
  let document: Json;
  beforeAll(async () => { document = await served(); }, 120_000);

  it('has nothing wrong with it', async () => {
    expect(document['openapi']).toMatch(/^3\.1\./);
    expect(await faultsOf(document)).toBeUndefined();
  });

  it.each<[string, (broken: Json) => void]>([
    ['no title', (broken) => { delete (broken['info'] as Json)['title']; }],
    ['a path without its slash', (broken) => { const paths = broken['paths'] as Json; paths['api/x'] = paths['/api/tickets']; }],
    ['an answer without a description', (broken) => { (broken['paths'] as Json)['/x'] = { get: { responses: { 200: {} } } }; }],
    ['a parameter without a place', (broken) => { (broken['paths'] as Json)['/x'] = { get: { parameters: [{ name: 'x' }], responses: { 200: { description: '' } } } }; }],
    ['a method that does not exist', (broken) => { (broken['paths'] as Json)['/x'] = { fetch: { responses: { 200: { description: '' } } } }; }],
  ])('would be caught with %s', async (_, spoil) => {
    const broken = structuredClone(document);
    spoil(broken);
    expect(await faultsOf(broken)).toBeDefined();
  });

  it('has the calls that are promised', () => {
    const paths = Object.keys(document['paths'] as Json);
    expect(['/api/sign-in', '/api/tickets', '/api/gateways', '/api/parking/lots', '/api/parking/readings', '/api/routes', '/api/deliveries',
      '/api/deliveries/{routeId}/track', '/api/reports', '/api/reports/{id}', '/api/reports/{id}/approval', '/api/reports/{id}/document',
    ].filter((path) => !paths.includes(path))).toEqual([]);
  });
});
