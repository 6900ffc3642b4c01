import { Validator } from '@seriousme/openapi-schema-validator';
import { beforeAll, expect, it } from 'vitest';
import { hasServer, withServer } from '../../deploy/test/support/server.js';
import { needing } from '../../search-deploy/test/support/needing.js';

type Json = Record<string, unknown>;

async function faultsOf(document: Json): Promise<unknown> {
  const { valid, errors } = await new Validator().validate(structuredClone(document));
  return valid ? undefined : errors;
}

// A process with every role says it of its calls.
needing('built server', hasServer, 'the description of the calls over HTTP', { timeout: 120_000 }, () => {
  let document: Json;
  beforeAll(async () => {
    document = await withServer(['up'], {}, async (url) => await (await fetch(`${url}/openapi/v1.json`)).json() as Json);
  }, 120_000);

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
