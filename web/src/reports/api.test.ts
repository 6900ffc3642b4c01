import { HomingError } from '@homing/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeReports, wireKinds, wireReport } from '../testing/reports';
import { askFor, decide, edit, getRules, listReports, reportIn, reportOf } from './api';

let server: FakeReports;
const { signal } = new AbortController();

beforeEach(() => {
  server = new FakeReports();
  vi.stubGlobal('fetch', server.fetch);
});

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('a report that comes', () => {
  it('is read, and what is null is not there', () => {
    const report = reportOf(wireReport({ approval: { role: 'approver', until: undefined }, document: { length: 3, sha256: 'ab' } }));
    expect(report).toMatchObject({ kind: 'top-games', parameters: { year: 2015, limit: 50 }, document: { length: 3 }, approval: { role: 'approver' } });
    expect(report.expires_at).toBeUndefined();
    expect(report.progress_message).toBeUndefined();
  });

  it.each([
    ['state', 'vanished'],
    ['state', undefined],
    ['progress', '40'],
    ['progress', Number.NaN],
    ['title', 7],
    ['timeline', {}],
    ['timeline', [{ at: '2026-05-07T12:00:00Z', step: 'requested' }]],
    ['mail', null],
    ['parameters', []],
    ['document', { length: 3 }],
  ])('is refused by name where %s is %o', (field, value) => {
    const wrong = { ...wireReport(), [field]: value };
    expect(() => reportOf(wrong)).toThrow(HomingError);
    expect(reportIn(wrong)).toBeUndefined();
  });

  it('has fields of a newer server passed over', () => {
    expect(reportIn({ ...wireReport(), more: 1 })).not.toHaveProperty('more');
  });
});

describe('a list', () => {
  it('is refused where one report is not understood', async () => {
    server.reports = [wireReport(), { ...wireReport(), state: 'vanished' as 'failed' }];
    await expect(listReports(undefined, 50, signal)).rejects.toThrow('state is “vanished”');
  });
});

describe('the kinds', () => {
  it('are read with their limits', async () => {
    expect(await getRules(signal)).toMatchObject({
      lifetime: { min: 10, max: 1_440, default: 60 },
      titleLength: 120,
      kinds: [{ parameters: [{ name: 'year', default: undefined }, { name: 'limit', max: 200, default: 50 }] }, {}, { parameters: [{ type: 'text' }] }],
    });
  });

  it('are refused where a parameter is of a type nobody knows', async () => {
    const [first, ...others] = wireKinds.kinds;
    const strange = { ...first, parameters: [{ ...first?.parameters[0], type: 'colour' }] };
    vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ ...wireKinds, kinds: [strange, ...others] })));
    await expect(getRules(signal)).rejects.toThrow('type is “colour”');
  });
});

describe('what is sent', () => {
  const order = { kind: 'top-games', title: '', parameters: { year: 2015 }, lifetime_minutes: 60 };

  it('has no title where none is given, and the key in its header', async () => {
    await askFor(order, 'k1');
    expect(server.changes).toMatchObject([{ method: 'POST', path: '/api/reports', key: 'k1' }]);
    expect(server.changes[0]?.body).toEqual({ kind: 'top-games', parameters: { year: 2015 }, lifetime_minutes: 60 });
  });

  it('names the version that is changed or decided about', async () => {
    const report = wireReport({ version: 3 });
    server.reports = [report];
    await edit(report.report_id, { ...order, title: 'Mine' }, 3);
    await decide(report, false, 'No.');
    expect(server.changes.map(({ method, body }) => [method, body])).toEqual([
      ['PUT', { ...order, title: 'Mine', version: 3 }],
      ['POST', { approved: false, note: 'No.', version: 3 }],
    ]);
  });
});
