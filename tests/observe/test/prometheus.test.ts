import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { needing } from '../../search-deploy/test/support/needing.js';
import { run } from '../../search-deploy/test/support/run.js';
import { filesOf, readText, root } from './support/files.js';
import { kubernetes, type Configuration, type Discovering } from './support/kubernetes.js';
import { faultsOf } from './support/promql.js';
import { alerts, folder, metricsAndRecords, rules } from './support/rules.js';

const promtool = process.env['PROMTOOL'] ?? '';
const work = mkdtempSync(join(tmpdir(), 'homing-prometheus-'));
afterAll(() => { rmSync(work, { recursive: true }); });

const deploy = (...path: string[]) => join(root, 'deploy/prometheus', ...path);

/** The same with addresses in place of each discovery. */
function withoutDiscovery({ scrape_configs: jobs, alerting, ...rest }: Configuration): Configuration {
  const fixed = ({ kubernetes_sd_configs: found, ...others }: Discovering): Discovering =>
    found ? { ...others, static_configs: [{ targets: ['localhost:1'] }] } : others;
  return { ...rest, scrape_configs: jobs.map(fixed), alerting: { alertmanagers: alerting.alertmanagers.map(fixed) } };
}

/** A copy of a file with something in it replaced. */
function broken(text: string, good: string, wrong: string, name = 'broken.yml'): string {
  expect(text).toContain(good);
  const path = join(work, name);
  writeFileSync(path, text.replace(good, wrong));
  return path;
}

needing('promtool', promtool !== '', 'the files, to promtool', {}, () => {
  it('the configuration is one', async () => {
    const { code, err } = await run(promtool, ['check', 'config', deploy('prometheus.yml')]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  // Debian's Prometheus is built without discovery in Kubernetes.
  it('the one for Kubernetes is one, but for its discovery', async () => {
    const path = join(work, 'kubernetes.yml');
    writeFileSync(path, stringify({ ...withoutDiscovery(kubernetes), rule_files: [deploy('rules/*.yml')] }));
    const { code, err } = await run(promtool, ['check', 'config', path]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  it('a relabelling that is none would be caught', async () => {
    const path = join(work, 'kubernetes.yml');
    writeFileSync(path, stringify(withoutDiscovery(kubernetes)).replace('action: keep', 'action: hold'));
    expect((await run(promtool, ['check', 'config', path])).code).not.toBe(0);
  });

  it.each([
    ['an interval that is none', 'scrape_interval: 15s', 'scrape_interval: soon'],
    ['a key that does not exist', 'rule_files:', 'rules:'],
    ['a rule file that is not there', 'rules/*.yml', 'rules/none.yml'],
  ])('would be caught: %s', async (_, good, wrong) => {
    const path = broken(readText('deploy/prometheus/prometheus.yml'), good, wrong);
    expect((await run(promtool, ['check', 'config', path])).code).not.toBe(0);
  });

  it('the rules have nothing wrong with them', async () => {
    const files = filesOf(folder, '.yml').map((file) => deploy('rules', file));
    const { code, err } = await run(promtool, ['check', 'rules', '--lint=all', '--lint-fatal', ...files]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  it.each([
    ['an expression that does not parse', 'unless on (job, instance)', 'unless on (job, instance'],
    ['a template that does not', '{{ $labels.instance }} does not', '{{ $labels.instance does not'],
    ['two rules that are one', 'alert: HomingLeaseLost', 'alert: HomingTargetDown\n        expr: up{job="homing"} == 0\n        for: 1m\n        labels:\n          severity: warning\n      - alert: HomingLeaseLost'],
    ['a wait that is none', 'for: 1m', 'for: a minute'],
  ])('a rule would be caught: %s', async (_, good, wrong) => {
    const path = broken(readText(folder, 'fleet.yml'), good, wrong);
    expect((await run(promtool, ['check', 'rules', '--lint=all', '--lint-fatal', path])).code).not.toBe(0);
  });

  it('the rules do what their tests say', async () => {
    const tests = filesOf('deploy/prometheus/tests', '.yml').map((file) => deploy('tests', file));
    // Each by itself, so that no processor waits.
    const results = await Promise.all(tests.map((file) => run(promtool, ['test', 'rules', file])));
    expect(results.filter(({ code }) => code !== 0).map(({ out, err }) => out + err)).toEqual([]);
    expect(results.length).toBeGreaterThan(5);
  });

  it('a rule that has become blunt would be caught', async () => {
    broken(readText(folder, 'parking.yml'), '> 7200', '> 72000', 'parking.yml');
    const test = broken(readText('deploy/prometheus/tests/parking.yml'), '../rules/', '', 'parking-test.yml');
    const { code, out, err } = await run(promtool, ['test', 'rules', test]);
    expect(code).not.toBe(0);
    expect(out + err).toContain('HomingParkingSilent');
  });
});

describe('the rules', () => {
  const metrics = metricsAndRecords();

  it('are there', () => { expect(alerts.length).toBeGreaterThan(30); });

  it.each(rules.map((rule) => [rule.alert ?? rule.record!, rule.expr]))('%s names only what exists', (_, expr) => {
    expect(faultsOf(expr, metrics)).toEqual([]);
  });

  it.each([
    ['a metric that does not exist', 'sum(rate(homing_gateway_answer_total[5m]))'],
    ['a histogram without its ending', 'rate(homing_gateway_request_duration_seconds[5m])'],
    ['a record that is not made', 'homing:group_lag:max > 1'],
    ['a label that the metric does not have', 'homing_gateway_answers_total{code="4101"}'],
    ['a label that nothing there has', 'sum by (op) (homing_gateway_connections)'],
    ['a bracket too few', 'sum(homing_gateway_connections'],
    ['a selector of any metric', '{job="homing"}'],
  ])('would be caught with %s', (_, expr) => {
    expect(faultsOf(expr, metrics)).not.toEqual([]);
  });

  it.each(alerts.map((rule) => [rule.alert!, rule]))('%s says how bad it is, what it is and what to do', (name, { labels, annotations }) => {
    expect(['critical', 'warning']).toContain(labels?.['severity']);
    expect(annotations?.['summary']).toBeTruthy();
    expect(annotations?.['description']).toBeTruthy();
    expect(annotations?.['runbook_url']).toBe(`docs/operations/runbooks.md#${name.toLowerCase()}`);
  });

  it('are each tested', () => {
    const tests = filesOf('deploy/prometheus/tests', '.yml').map((file) => readText('deploy/prometheus/tests', file)).join('\n');
    const tested = new Set([...tests.matchAll(/alertname="(\w+)"\}/g)].map((match) => match[1]!));
    expect(alerts.map((rule) => rule.alert!).filter((name) => !tested.has(name))).toEqual([]);
  });
});

describe('the runbooks', () => {
  const sections = readText('docs/operations/runbooks.md').split(/^(?=#{2,3} )/m).slice(1)
    .map((text) => ({ title: /^#+ (.*)/.exec(text)![1]!, text }));
  const books = sections.filter(({ title }) => title.startsWith('Homing'));

  it('have one section an alert, and none without', () => {
    expect(books.map(({ title }) => title).toSorted()).toEqual(alerts.map((rule) => rule.alert!).toSorted());
  });

  it.each(books.map(({ title, text }) => [title, text]))('%s says what it means, what to look at, what to do', (_, text) => {
    for (const part of ['**Means.**', '**Look.**', '**Do.**']) expect(text).toContain(part);
  });
});
