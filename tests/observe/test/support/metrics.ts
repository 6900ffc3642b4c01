import { readText } from './files.js';

/** The labels that a metric may have, by the metric's name at `/metrics`. */
export type Metrics = Map<string, Set<string>>;

// What Prometheus itself adds to whatever it scrapes.
const scraped = ['job', 'instance'];
const units: Record<string, string> = { s: '_seconds', By: '_bytes' };
const toName = (dotted: string) => dotted.replaceAll('.', '_');

/**
 * What docs/reference/metrics.md lists, named as at `/metrics`: the unit behind, `_total` behind counters, and what a
 * histogram is made of. A label is whatever the row names in backticks.
 */
export function metricsOfPage(page = readText('docs/reference/metrics.md')): Metrics {
  const metrics: Metrics = new Map([
    ['up', new Set(scraped)],
    ['ALERTS', new Set([...scraped, 'alertname', 'alertstate', 'severity'])],
    ['target_info', new Set([...scraped, 'host_name', 'process_pid', 'homing_roles', 'service_name', 'service_version', 'service_instance_id'])],
  ]);
  for (const line of page.split('\n')) {
    const cells = line.split('|').map((cell) => cell.trim());
    const names = [...(cells[2] ?? '').matchAll(/`([a-z]+\.[a-z._]+)`/g)].map((match) => match[1]!);
    if (cells.length < 6 || names.length === 0) continue;
    const [kind, unit] = (cells[3] ?? '').split(',').map((part) => part.trim());
    const labels = [...(cells[4] ?? '').matchAll(/`([a-z][a-z._]*)`/g)].map((match) => toName(match[1]!));
    for (const name of names) {
      const known = cells[3] === '' ? [...metrics.keys()].some((key) => key.startsWith(toName(name))) : true;
      if (!known) throw new Error(`Nothing says what ${name} is.`);
      if (cells[3] === '') continue;
      const family = toName(name) + (units[unit ?? ''] ?? '');
      const all = new Set([...scraped, ...labels]);
      if (kind === 'counter') metrics.set(`${family}_total`, all);
      else if (kind === 'histogram') {
        metrics.set(`${family}_bucket`, new Set([...all, 'le']));
        metrics.set(`${family}_sum`, all).set(`${family}_count`, all);
      } else metrics.set(family, all);
    }
  }
  return metrics;
}
