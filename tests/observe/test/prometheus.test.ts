import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { needing } from '../../search-deploy/test/support/needing.js';
import { run } from '../../search-deploy/test/support/run.js';
import { filesOf, readText, root } from './support/files.js';
import { faultsOf } from './support/promql.js';
import { alerts, folder, metricsAndRecords, rules } from './support/rules.js';

const promtool = process.env['PROMTOOL'] ?? '';
const work = mkdtempSync(join(tmpdir(), 'homing-prometheus-'));
afterAll(() => { rmSync(work, { recursive: true }); });

const deploy = (...path: string[]) => join(root, 'deploy/prometheus', ...path);

interface Discovery { role: string; selectors: { role: string; label: string }[] }
interface Discovering { kubernetes_sd_configs?: Discovery[]; static_configs?: unknown; relabel_configs?: { target_label?: string }[] }
interface Configuration { scrape_configs: Discovering[]; alerting: { alertmanagers: Discovering[] } }

const kubernetes = parse(readText('deploy/prometheus/prometheus.kubernetes.yml')) as Configuration;

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
    const { code, out } = await run(promtool, ['test', 'rules', ...tests]);
    expect(code, out).toBe(0);
  });

  it('a rule that has become blunt would be caught', async () => {
    broken(readText(folder, 'parking.yml'), '> 7200', '> 72000', 'parking.yml');
    const test = broken(readText('deploy/prometheus/tests/parking.yml'), '../rules/', '', 'parking-test.yml');
    const { code, out, err } = await run(promtool, ['test', 'rules', test]);
    expect(code).not.toBe(0);
    expect(out + err).toContain('HomingParkingSilent');
  });
});

// A pod as the discovery in Kubernetes says it: once for each port that one of its containers has.
const pod = (annotations: Record<string, string>, others: Record<string, string> = {}) => ({
  __meta_kubernetes_namespace: 'homing', __meta_kubernetes_pod_name: 'gateway-7d9c-x', __meta_kubernetes_pod_ip: '10.1.2.3',
  __meta_kubernetes_pod_phase: 'Running', __meta_kubernetes_pod_node_name: 'node-1', __meta_kubernetes_pod_label_app: 'gateway',
  __meta_kubernetes_pod_label_version: '0.1.0', ...others,
  ...Object.fromEntries(Object.entries(annotations).map(([name, value]) => [`__meta_kubernetes_pod_annotation_prometheus_io_${name}`, value])),
});
const annotated = { scrape: 'true', port: '8080', path: '/metrics' };

const labels = { job: 'homing', instance: 'gateway-7d9c-x', namespace: 'homing', node: 'node-1', app: 'gateway', version: '0.1.0' };

/** Pods, and where Prometheus then scrapes them; nothing where it leaves them alone. */
const pods: [string, Record<string, string>, string | undefined][] = [
  ['where it says', pod(annotated), '10.1.2.3:8080/metrics'],
  // As Istio's injection rewrites the annotations.
  ['at its proxy, which has the metrics of both, in a mesh', pod({ scrape: 'true', port: '15020', path: '/stats/prometheus' }), '10.1.2.3:15020/stats/prometheus'],
  ['at the usual path where it says none', pod({ scrape: 'true', port: '8080' }), '10.1.2.3:8080/metrics'],
  ['in a network of IPv6', pod(annotated, { __meta_kubernetes_pod_ip: 'fd00:10::3' }), '[fd00:10::3]:8080/metrics'],
  ['once, whichever of its ports it was found by', pod(annotated, { __meta_kubernetes_pod_container_port_number: '15090' }), '10.1.2.3:8080/metrics'],
  ['not at all where it does not ask for it', pod({ ...annotated, scrape: 'false' }), undefined],
  ['not at all where it says nothing', pod({}), undefined],
  ['not at all when it has ended', pod(annotated, { __meta_kubernetes_pod_phase: 'Succeeded' }), undefined],
  ['not at all when it has failed', pod(annotated, { __meta_kubernetes_pod_phase: 'Failed' }), undefined],
];

needing('promtool', promtool !== '', 'a pod in Kubernetes is scraped', { timeout: 30_000 }, () => {
  interface Discovered { discoveredLabels: Record<string, string>; labels: Record<string, string> | null }

  /** What Prometheus' own relabelling makes of the pods, by their order. promtool takes all of the time that it is given. */
  const relabel = async (name: string, job: Discovering) => {
    const path = join(work, name);
    // The address that is discovered is that of a container's port.
    const found = pods.map(([, meta], index) => ({ targets: ['192.0.2.1:80'], labels: { ...meta, __meta_kubernetes_pod_uid: String(index) } }));
    const { kubernetes_sd_configs: discovery, ...rest } = job;
    expect(discovery).toHaveLength(1);
    writeFileSync(path, stringify({ scrape_configs: [{ ...rest, static_configs: found }] }));
    const { code, out, err } = await run(promtool, ['check', 'service-discovery', '--timeout=3s', path, 'homing']);
    expect(code, err).toBe(0);
    const made = new Map((JSON.parse(out) as Discovered[]).map((one) => [one.discoveredLabels['__meta_kubernetes_pod_uid'], one.labels ?? {}]));
    expect(made.size).toBe(pods.length);
    return pods.map((_, index) => made.get(String(index))!);
  };

  const [job] = kubernetes.scrape_configs as [Discovering];
  let good: Record<string, string>[];
  let blunt: Record<string, string>[];
  beforeAll(async () => {
    const without = { ...job, relabel_configs: job.relabel_configs!.filter(({ target_label: target }) => target !== '__metrics_path__') };
    [good, blunt] = await Promise.all([relabel('pods.yml', job), relabel('blunt.yml', without)]);
  }, 30_000);

  const urlOf = (made: Record<string, string>) => made['__address__'] === undefined ? undefined : made['__address__'] + made['__metrics_path__']!;

  it.each(pods.map(([name, , url], index) => [name, index, url] as const))('%s', (_, index, url) => {
    expect(urlOf(good[index]!)).toBe(url);
    if (url) expect(Object.fromEntries(Object.entries(good[index]!).filter(([name]) => !name.startsWith('__')))).toEqual(labels);
  });

  it('elsewhere where the path is not taken over, which would be caught', () => {
    expect(blunt.map(urlOf)).not.toEqual(pods.map(([, , url]) => url));
  });
});

describe('the discovery in Kubernetes', () => {
  it('asks for what there is, by one label each', () => {
    const found = [...kubernetes.scrape_configs, ...kubernetes.alerting.alertmanagers].flatMap((job) => job.kubernetes_sd_configs ?? []);
    expect(found.map(({ role }) => role)).toEqual(['pod', 'service']);
    for (const { role, selectors } of found) {
      expect(selectors).toHaveLength(1);
      expect(selectors[0]!.role).toBe(role);
      expect(selectors[0]!.label).toMatch(/^app\.kubernetes\.io\/[a-z-]+=[a-z]+$/);
    }
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
