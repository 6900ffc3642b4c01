import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { needing } from '../../search-deploy/test/support/needing.js';
import { run } from '../../search-deploy/test/support/run.js';
import { kubernetes, type Discovering } from './support/kubernetes.js';

const promtool = process.env['PROMTOOL'] ?? '';
const work = mkdtempSync(join(tmpdir(), 'homing-discovery-'));
afterAll(() => { rmSync(work, { recursive: true }); });

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
