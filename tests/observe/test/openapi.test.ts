import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { removeFolder } from '../../deploy/test/support/files.js';
import { hasServer, withServer } from '../../deploy/test/support/server.js';
import { has, needing } from '../../search-deploy/test/support/needing.js';
import { Answers } from './support/answers.js';
import { callBack, callDeliveries, callForDocument, callHost, callParking, callProvider, callReports, keys, password } from './support/calls.js';
import { type Document, faultsOf, type Operation, operationsOf } from './support/openapi.js';

const hasBrowser = await has('chromium', '--version') || await has('google-chrome', '--version');

// What this server cannot be made to answer.
const neverSucceeds = ['POST /api/reports/{id}/mail', 'GET /api/dead/{topic}', 'POST /api/dead/{topic}/replay', 'POST /api/gateways/{apiId}/crash', 'POST /api/gateways/{apiId}/drain'];
const neverRefuses = [
  'GET /metrics', 'GET /healthz/live', 'GET /healthz/ready', 'GET /api/settings', 'GET /api/me', 'GET /api/gateways', 'GET /api/operations', 'GET /api/dead',
  'POST /api/sign-out', 'GET /api/routes',
];
const needsBrowser = ['GET /api/reports/{id}/document', 'HEAD /api/reports/{id}/document', 'GET /api/reports/outbox/{name}'];

// A process with every role says it of its calls, and is asked all of them.
needing('built server', hasServer, 'the description of the calls over HTTP', { timeout: 120_000 }, () => {
  let document: Document;
  let answers: Answers;
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'homing-keys-'));
    const file = join(folder, 'keys.json');
    writeFileSync(file, JSON.stringify(keys));
    const settings = [
      `--Homing:Demo:Password=${password}`, `--Homing:Reports:DemoKeys=${file}`, '--Homing:Gateway:AllowDrills=true', '--Homing:Provider:Duration=00:00:00',
    ];
    await withServer(['up', ...settings], {}, async (url) => {
      document = await (await fetch(`${url}/openapi/v1.json`)).json() as Document;
      answers = new Answers(url, document);
      await Promise.all([
        callHost(answers), callParking(answers), callDeliveries(answers), callReports(answers), callProvider(answers, url), callBack(answers),
        ...(hasBrowser ? [callForDocument(answers)] : []),
      ]);
    });
    removeFolder(folder);
  }, 120_000);

  it('has nothing wrong with it', async () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(await faultsOf(document)).toEqual([]);
  });

  const of = (broken: Document, name: string): Operation => operationsOf(broken).find((each) => each.name === name)!.operation;
  it.each<[string, (broken: Document) => void]>([
    ['no title', (broken) => { delete broken.info['title']; }],
    ['a path without its slash', (broken) => { broken.paths['api/x'] = broken.paths['/api/tickets']!; }],
    ['an answer without a description', (broken) => { delete (of(broken, 'GET /api/me').responses['200'] as { description?: string }).description; }],
    ['a parameter without a place', (broken) => { delete (of(broken, 'GET /api/reports').parameters![0] as { in?: string }).in; }],
    ['a method that does not exist', (broken) => { broken.paths['/api/me']!['fetch'] = of(broken, 'GET /api/me'); }],
    ['no summary', (broken) => { delete of(broken, 'GET /api/routes').summary; }],
    ['refusals alone', (broken) => { delete of(broken, 'POST /api/reports').responses['202']; }],
    ['a success without content', (broken) => { delete of(broken, 'GET /api/routes').responses['200']!.content; }],
    ['content without a schema', (broken) => { delete of(broken, 'GET /api/parking/lots').responses['200']!.content!['application/geo+json']!.schema; }],
    ['content where there is none', (broken) => { of(broken, 'GET /api/reports/{id}/document').responses['304']!.content = { 'application/pdf': { schema: {} } }; }],
    ['a refusal that is no problem', (broken) => { of(broken, 'POST /api/deliveries').responses['409']!.content!['application/problem+json']!.schema = { type: 'object' }; }],
    ['a 503 that does not say when', (broken) => { delete of(broken, 'GET /api/routes').responses['503']!.headers; }],
    ['no body', (broken) => { delete of(broken, 'POST /api/reports').requestBody; }],
    ['a path that is not described', (broken) => { of(broken, 'GET /api/reports/{id}').parameters = []; }],
    ['a parameter without a description', (broken) => { delete of(broken, 'GET /api/deliveries').parameters![0]!.description; }],
    ['a schema that says nothing of itself', (broken) => { delete broken.components.schemas['LotCollection']!['description']; }],
    ['a key that nobody knows', (broken) => { of(broken, 'GET /provider/reports/{id}').security = [{ none: [] }]; }],
  ])('would be caught with %s', async (_, spoil) => {
    const broken = structuredClone(document);
    spoil(broken);
    expect(await faultsOf(broken)).not.toEqual([]);
  });

  it('has the calls that are promised', () => {
    const paths = Object.keys(document.paths);
    expect(['/api/sign-in', '/api/tickets', '/api/gateways', '/api/parking/lots', '/api/parking/readings', '/api/routes', '/api/deliveries',
      '/api/deliveries/{routeId}/track', '/api/reports', '/api/reports/{id}', '/api/reports/{id}/approval', '/api/reports/{id}/document',
      '/provider/reports', '/provider/reports/{id}/document', '/external-reader/webhooks', '/healthz/live', '/healthz/ready', '/metrics',
    ].filter((path) => !paths.includes(path))).toEqual([]);
  });

  it('has the same states wherever it names them', () => {
    const asked = of(document, 'GET /api/reports').parameters!.find(({ name }) => name === 'state')!.schema!['enum'] as string[];
    expect([...document.components.schemas['ReportView']!.properties!['state']!['enum'] as string[]].sort()).toEqual([...asked].sort());
  });

  it('says what the server answers', () => {
    expect(answers.faults).toEqual([]);
  });

  const ever = (isSo: (status: number) => boolean, but: string[]) => operationsOf(document).map(({ name }) => name)
    .filter((name) => !but.includes(name) && ![...answers.seen.get(name) ?? []].some(isSo));
  it('was asked for all that succeeds', () => {
    expect(ever((status) => status < 400, [...neverSucceeds, ...(hasBrowser ? [] : needsBrowser)])).toEqual([]);
  });

  it('was asked for what is refused', () => {
    expect(ever((status) => status >= 400, neverRefuses)).toEqual([]);
  });

  it.skipIf(!hasBrowser)(`knows parts of documents${hasBrowser ? '' : ' (there is no browser here)'}`, () => {
    for (const name of ['GET /api/reports/{id}/document', 'GET /provider/reports/{id}/document']) {
      expect([...answers.seen.get(name)!]).toEqual(expect.arrayContaining([200, 206, 304, 412, 416]));
    }
  });

  describe('would be told an answer', () => {
    const me = { user: null, roles: [], guests: true };
    const check = (status: number, json: unknown, type = 'application/json') => answers.check('GET', '/api/me', status, type, JSON.stringify(json), json);
    it('that is as described', () => { expect(check(200, me)).toEqual([]); });
    it.each<[string, () => string[]]>([
      ['of another status', () => check(418, me)],
      ['of another type', () => check(200, me, 'text/html')],
      ['with more in it', () => check(200, { ...me, more: 1 })],
      ['with less in it', () => check(200, { user: null, roles: [] })],
      ['with null', () => check(200, { ...me, roles: null })],
      ['of nobody', () => answers.check('GET', '/api/none', 200, 'application/json', '{}', {})],
      ['with a time that is not in UTC', () => answers.check('POST', '/api/tickets', 200, 'application/json', '{}', { client_id: '1', ticket: '1', expires_at: '2026-01-01T00:00:00+01:00' })],
    ])('%s', (_, wrong) => { expect(wrong()).not.toEqual([]); });
  });
});
