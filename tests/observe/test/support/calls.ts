import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { Answers, Call, Told } from './answers.js';

/** What the provider and our side show each other. */
export const keys = { api_key: randomBytes(16).toString('hex'), webhook_secret: `whsec_${randomBytes(32).toString('base64')}`, file_key: randomBytes(16).toString('hex') };

/** The password of the demo users. */
export const password = 'chosen';

const foreign = { origin: 'http://elsewhere.example' };
const large = JSON.stringify({ text: 'x'.repeat(17_000) });
const ok = (told: Told) => told.status === 200;
const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

async function signIn(answers: Answers, user: string): Promise<Record<string, string>> {
  const { json } = await answers.call('POST', '/api/sign-in', { body: { user, password } });
  return bearer((json as { access_token: string }).access_token);
}

/** The host's own calls. */
export async function callHost(answers: Answers): Promise<void> {
  await answers.call('POST', '/api/sign-in', { body: { user: 'ceo', password: 'wrong' } });
  await answers.call('POST', '/api/sign-in', { body: { user: 'ceo' } });
  await answers.call('POST', '/api/sign-in', { body: 'user=ceo' });
  await answers.call('POST', '/api/sign-in', { body: { user: 'ceo', password }, headers: foreign });
  await answers.call('GET', '/api/me');
  await answers.call('GET', '/api/me', { headers: await signIn(answers, 'driver') });
  await answers.call('POST', '/api/tickets');
  await answers.call('POST', '/api/tickets', { headers: bearer('none') });
  await answers.call('POST', '/api/sign-out');
  for (const path of ['/api/settings', '/api/gateways', '/api/operations', '/api/dead', '/metrics', '/healthz/live']) await answers.call('GET', path);
  await answers.until(ok, 'GET', '/healthz/ready');
  await answers.call('GET', '/api/dead/none');
  await answers.call('GET', '/api/dead/none?last=0');
  await answers.call('POST', '/api/dead/none/replay', { body: { all: true } });
  await answers.call('POST', '/api/dead/none/replay', { body: {} });
  await answers.call('POST', '/api/dead/none/replay', { body: 'all', headers: { 'content-type': 'application/json' } });
  for (const drill of ['crash', 'drain']) {
    await answers.call('POST', `/api/gateways/99/${drill}`);
    await answers.call('POST', `/api/gateways/0/${drill}?pause_ms=x`);
  }
}

/** Parking: lots and readings. */
export async function callParking(answers: Answers): Promise<void> {
  const { json } = await answers.until(ok, 'GET', '/api/parking/lots');
  const { id } = (json as { features: { id: string }[] }).features[0]!;
  await answers.call('GET', '/api/parking/lots?bbox=28.9,41.0,29.1,41.1');
  await answers.call('GET', '/api/parking/lots?bbox=x');
  await answers.call('POST', '/api/parking/readings', { body: { lot_id: id, free: 3 } });
  await answers.call('POST', '/api/parking/readings', { body: [{ parkID: Number(id), emptyCapacity: 4, isOpen: 1, lat: '41.0' }] });
  await answers.call('POST', '/api/parking/readings', { body: [{ lot_id: id }] });
  await answers.call('POST', '/api/parking/readings', { body: { lot_id: id, free: 3 }, headers: foreign });
  await answers.call('POST', '/api/parking/readings', { body: ' '.repeat((2 << 20) + 1) });
}

/** Routes, rides, tracks and insights. */
export async function callDeliveries(answers: Answers): Promise<void> {
  const { json } = await answers.until(ok, 'GET', '/api/routes');
  const id = (json as { _id: string }[])[0]!._id;
  const start = { body: { routeId: id } };
  await answers.call('GET', `/api/routes/${id}`);
  await answers.call('GET', '/api/routes/none');
  await answers.call('GET', `/api/deliveries/${id}`);
  await answers.call('POST', '/api/deliveries', start);
  await answers.call('POST', '/api/deliveries', start);
  await answers.call('POST', '/api/deliveries', { body: {} });
  await answers.call('POST', '/api/deliveries', { body: { routeId: 'none' } });
  await answers.call('POST', '/api/deliveries', { ...start, headers: bearer('none') });
  await answers.call('POST', '/api/deliveries', { ...start, headers: foreign });
  await answers.call('POST', '/api/deliveries', { body: large });
  await answers.until(({ json: ride }) => (ride as { state: string }).state === 'under_way', 'GET', `/api/deliveries/${id}`);
  await answers.call('GET', '/api/deliveries?state=under_way&limit=10');
  await answers.call('GET', '/api/deliveries?limit=0');
  await answers.until(({ json: track }) => (track as { geometry?: { type: string } }).geometry?.type === 'LineString', 'GET', `/api/deliveries/${id}/track`);
  await answers.call('GET', `/api/deliveries/${id}/track?ride=none`);
  await answers.until(ok, 'GET', '/api/insights/deliveries?west=-180&south=-90&east=180&north=90');
  await answers.call('GET', '/api/insights/deliveries?west=1');
  await answers.until(ok, 'GET', `/api/insights/deliveries/rides?route=${id}`);
  await answers.call('GET', '/api/insights/deliveries/rides?from=yesterday');
}

/** Reports, as far as people decide about them. */
export async function callReports(answers: Answers): Promise<void> {
  const [analyst, approver] = [await signIn(answers, 'analyst'), await signIn(answers, 'approver')];
  const order = { kind: 'top-games', parameters: { year: 2015, limit: 3 } };
  const ask = (headers: Record<string, string>, body: Call['body'] = order) => answers.call('POST', '/api/reports', { headers, body: body });
  const { json } = await ask({ ...analyst, 'idempotency-key': 'first' });
  const first = `/api/reports/${(json as { report_id: string }).report_id}`;
  await ask({ ...analyst, 'idempotency-key': 'first' }, { ...order, title: 'Another' });
  await ask({ ...analyst, 'idempotency-key': 'second', ...foreign });
  await ask({ ...analyst, 'idempotency-key': 'third' }, large);
  await ask(analyst);
  await ask({ 'idempotency-key': 'fourth' });
  await answers.call('GET', '/api/reports?state=awaiting_approval&limit=5', { headers: analyst });
  await answers.call('GET', '/api/reports?awaiting=me', { headers: approver });
  await answers.call('GET', '/api/reports?limit=0', { headers: analyst });
  for (const path of ['/api/reports', '/api/reports/kinds', first, `${first}/document`, '/api/reports/outbox', '/api/reports/outbox/none']) await answers.call('GET', path);
  await answers.call('GET', '/api/reports/kinds', { headers: analyst });
  await answers.until(({ json: report }) => (report as { state: string }).state === 'awaiting_approval', 'GET', first, { headers: analyst });
  await answers.call('GET', `/api/reports/${randomUUID()}`, { headers: analyst });
  for (const [who, body] of [[analyst, { ...order, title: 'Another', version: 1 }], [analyst, { ...order, version: 1 }], [approver, { ...order, version: 2 }], [analyst, {}]] as const) {
    await answers.call('PUT', first, { headers: who, body });
  }
  await answers.call('POST', `${first}/approval`, { headers: analyst, body: { approved: true } });
  await answers.call('POST', `${first}/approval`, { headers: approver, body: { approved: 'yes' } });
  await answers.call('POST', `${first}/approval`, { headers: approver, body: { approved: true, version: 1 } });
  await answers.call('POST', `${first}/approval`, { headers: approver, body: { approved: false, note: 'No' } });
  await answers.call('POST', `${first}/cancel`, { headers: analyst });
  await answers.call('POST', `${first}/mail`, { headers: analyst });
  await answers.call('POST', `${first}/mail`, { headers: approver });
  await answers.call('GET', `${first}/document`, { headers: analyst });
  const other = await ask({ ...analyst, 'idempotency-key': 'fifth' });
  await answers.call('POST', `/api/reports/${(other.json as { report_id: string }).report_id}/cancel`, { headers: analyst });
  await answers.call('GET', '/api/reports/outbox', { headers: analyst });
  await answers.call('GET', '/api/reports/outbox/none', { headers: analyst });
}

/** A report up to its document and mail: what needs a browser. */
export async function callForDocument(answers: Answers): Promise<void> {
  const [ceo, approver] = [await signIn(answers, 'ceo'), await signIn(answers, 'approver')];
  const body = { kind: 'publisher-portfolio', parameters: { publisher: 'Nintendo' } };
  const { json } = await answers.call('POST', '/api/reports', { headers: { ...ceo, 'idempotency-key': 'document' }, body });
  const report = `/api/reports/${(json as { report_id: string }).report_id}`;
  await answers.until(({ json: now }) => ['sent', 'failed'].includes((now as { mail: { state: string } }).mail.state), 'GET', report, { headers: ceo });
  await callForParts(answers, `${report}/document`, ceo);
  await answers.call('GET', `${report}/document`, { headers: approver });
  const mails = await answers.call('GET', '/api/reports/outbox', { headers: ceo });
  await answers.call('GET', `/api/reports/outbox/${encodeURIComponent((mails.json as { name: string }[])[0]!.name)}`, { headers: ceo });
}

async function callForParts(answers: Answers, document: string, headers: Record<string, string>): Promise<void> {
  const whole = await answers.call('GET', document, { headers });
  const etag = whole.headers.get('etag')!;
  for (const more of [{ range: 'bytes=0-9' }, { range: 'bytes=99999999-' }, { 'if-none-match': etag }, { 'if-match': '"other"' }]) {
    await answers.call('GET', document, { headers: { ...headers, ...more } });
  }
  await answers.call('HEAD', document, { headers });
  await answers.call('HEAD', document);
}

/** The reporting provider, as a stranger calls it, and its own storage. */
export async function callProvider(answers: Answers, url: string): Promise<void> {
  const [client, app] = [bearer(keys.api_key), bearer(keys.file_key)];
  const id = randomUUID();
  const body = {
    report_id: id, kind: 'sales-by-genre', title: 'Sales', parameters: { from: 2010, to: 2011 }, requested_by: 'someone',
    requested_at: '2026-01-02T03:04:05Z', callback_url: `${url}/external-reader/webhooks`,
  };
  const order = (more: object, headers: Record<string, string> = { ...client, 'idempotency-key': id }) =>
    answers.call('POST', '/provider/reports', { headers, body: { ...body, ...more } });
  await order({});
  await order({ title: 'Other' });
  await order({ title: '' });
  await order({}, { 'idempotency-key': id });
  await answers.call('POST', '/provider/reports', { headers: client, body: ' '.repeat(66_000) });
  const job = `/provider/reports/${id}`;
  await answers.call('GET', job, { headers: client });
  await answers.call('GET', job);
  await answers.call('GET', `/provider/reports/${randomUUID()}`, { headers: client });
  await answers.call('GET', `/provider/reports/${randomUUID()}/document`, { headers: client });

  const stored = `/provider/reports/${randomUUID()}/document`;
  const digest = (text: string) => ({ ...app, 'repr-digest': `sha-256=:${createHash('sha256').update(text).digest('base64')}:` });
  await answers.call('PUT', stored, { headers: digest('%PDF-1.7 a document'), body: '%PDF-1.7 a document' });
  await answers.call('PUT', stored, { headers: digest('other'), body: '%PDF-1.7 a document' });
  await answers.call('PUT', stored, { body: '%PDF' });
  await callForParts(answers, stored, client);
  await answers.call('DELETE', stored);
  await answers.call('DELETE', stored, { headers: app });
  await answers.call('GET', stored, { headers: client });
  await answers.call('PUT', stored, { headers: digest('%PDF'), body: '%PDF' });
  await answers.call('DELETE', job);
  await answers.call('DELETE', job, { headers: client });
  await answers.call('GET', job, { headers: client });
  await order({});
}

/** Call backs of the provider. */
export async function callBack(answers: Answers): Promise<void> {
  const send = (body: string, secret = keys.webhook_secret) => {
    const [id, timestamp] = [randomUUID(), String(Math.floor(Date.now() / 1000))];
    const signature = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64')).update(`${id}.${timestamp}.${body}`).digest('base64');
    return answers.call('POST', '/external-reader/webhooks', { body, headers: { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` } });
  };
  const data = { report_id: randomUUID(), state: 'working', percent: 10, message: 'Working' };
  const progress = JSON.stringify({ type: 'report.progress', timestamp: '2026-01-02T03:04:05Z', data });
  await send(progress);
  await send(progress, `whsec_${randomBytes(32).toString('base64')}`);
  await send('{}');
  await send(' '.repeat(66_000));
}
