import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { freePort } from '../../deploy/test/support/ports.js';
import { needing } from '../../search-deploy/test/support/needing.js';
import { run } from '../../search-deploy/test/support/run.js';
import { readText, root } from './support/files.js';
import { alerts } from './support/rules.js';

const amtool = process.env['AMTOOL'] ?? '';
const alertmanager = process.env['ALERTMANAGER'] ?? '';
const example = 'deploy/alertmanager/alertmanager.yml';
const ofCompose = 'deploy/compose/alertmanager/alertmanager.yml';
const work = mkdtempSync(join(tmpdir(), 'homing-alertmanager-'));
afterAll(() => { rmSync(work, { recursive: true }); });

function broken(good: string, wrong: string): string {
  const text = readText(example);
  expect(text).toContain(good);
  const path = join(work, 'broken.yml');
  writeFileSync(path, text.replace(good, wrong));
  return path;
}

interface Configuration { receivers: { name: string }[]; [key: string]: unknown }

describe('the configuration of Alertmanager', () => {
  it('in the compose file is the example, but for whom it tells', () => {
    const [one, other] = [parse(readText(example)) as Configuration, parse(readText(ofCompose)) as Configuration];
    expect(other.receivers).toEqual(one.receivers.map(({ name }) => ({ name })));
    expect({ ...other, receivers: [] }).toEqual({ ...one, receivers: [] });
  });

  it('knows the alerts that it names', () => {
    const known = alerts.map((rule) => rule.alert!);
    const named = [...readText(example).matchAll(/Homing\w+/g)].map((match) => match[0]);
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((name) => !known.some((alert) => alert.startsWith(name)))).toEqual([]);
  });
});

needing('amtool', amtool !== '', 'the configuration of Alertmanager, to amtool', {}, () => {
  it.each([example, ofCompose])('%s is one', async (file) => {
    const { code, out } = await run(amtool, ['check-config', join(root, file)]);
    expect(code, out).toBe(0);
  });

  it.each([
    ['a receiver that is not there', 'receiver: on-call', 'receiver: nobody'],
    ['a wait that is none', 'group_wait: 30s', 'group_wait: soon'],
    ['a key that does not exist', 'repeat_interval: 1h', 'repeat: 1h'],
    ['a matcher that does not parse', '[severity="critical"]', '[severity is critical]'],
  ])('would be caught with %s', async (_, good, wrong) => {
    expect((await run(amtool, ['check-config', broken(good, wrong)])).code).not.toBe(0);
  });

  const isSentTo = async (file: string, receiver: string, severity: string) =>
    (await run(amtool, ['config', 'routes', 'test', `--config.file=${file}`, `--verify.receivers=${receiver}`, 'alertname=HomingTargetDown', `severity=${severity}`])).code === 0;

  it('wakes somebody for what is critical, and for nothing else', async () => {
    expect(await isSentTo(join(root, example), 'on-call', 'critical')).toBe(true);
    expect(await isSentTo(join(root, example), 'tickets', 'warning')).toBe(true);
  });

  it('would be caught where it wakes nobody', async () => {
    expect(await isSentTo(broken('severity="critical"', 'severity="page"'), 'on-call', 'critical')).toBe(false);
  });
});

function listening(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    server.on('error', reject).on('exit', () => { reject(new Error(said)); });
    server.stderr!.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('Listening on')) resolve();
    });
  });
}

// Debian's Alertmanager, with the configuration of the compose file.
needing('Alertmanager', alertmanager !== '', 'Alertmanager', { timeout: 30_000 }, () => {
  let url: string;
  let server: ChildProcess;

  beforeAll(async () => {
    const port = String(await freePort());
    url = `http://127.0.0.1:${port}`;
    server = spawn(alertmanager, [`--config.file=${join(root, ofCompose)}`, `--storage.path=${work}`, '--cluster.listen-address=', `--web.listen-address=127.0.0.1:${port}`], { stdio: ['ignore', 'ignore', 'pipe'] });
    await listening(server);
  }, 30_000);

  afterAll(async () => {
    if (server.exitCode !== null) return;
    const ended = new Promise((resolve) => server.on('exit', resolve));
    server.kill();
    await ended;
  });

  /** Has alerts fire, and answers whether each is silenced by another. */
  const fire = async (...labels: Record<string, string>[]): Promise<Record<string, boolean>> => {
    const headers = { 'Content-Type': 'application/json' };
    const sent = await fetch(`${url}/api/v2/alerts`, { method: 'POST', headers, body: JSON.stringify(labels.map((one) => ({ labels: one }))) });
    expect(sent.status).toBe(200);
    const all = await (await fetch(`${url}/api/v2/alerts`)).json() as { labels: Record<string, string>; status: { inhibitedBy: string[] } }[];
    return Object.fromEntries(all.map((alert) => [alert.labels['alertname'], alert.status.inhibitedBy.length > 0])) as Record<string, boolean>;
  };

  it('tells of what is the matter, and not of what follows from it', async () => {
    expect(await fire({ alertname: 'HomingParkingStale', severity: 'warning' }, { alertname: 'HomingTargetDown', severity: 'critical' }))
      .toEqual({ HomingParkingStale: false, HomingTargetDown: false });
    expect(await fire({ alertname: 'HomingNothingScraped', severity: 'critical' }))
      .toEqual({ HomingParkingStale: false, HomingTargetDown: true, HomingNothingScraped: false });
  });

  it('tells of one objective once', async () => {
    const all = await fire(
      { alertname: 'HomingBudgetBurnsSlowly', severity: 'warning', slo: 'one' }, { alertname: 'HomingAnswersEvicted', severity: 'critical', slo: 'one' },
      { alertname: 'HomingPushesEvicted', severity: 'warning', slo: 'another' });
    expect(all).toMatchObject({ HomingBudgetBurnsSlowly: true, HomingAnswersEvicted: false, HomingPushesEvicted: false });
  });
});
