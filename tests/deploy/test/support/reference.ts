import { readText } from './files.js';

const settings = new Set([...readText('docs/reference/configuration.md').matchAll(/`(Homing:[\w:<>]+)`/g)].map((match) => match[1]!));

/** What is wrong with the name of a variable: a setting that docs/reference/configuration.md does not have. */
export function faultsOfVariable(name: string): string[] {
  if (!name.startsWith('Homing__')) return [];
  const setting = name.replaceAll('__', ':').replace(/:\d+$/, '');
  const isKnown = settings.has(setting) || (settings.has('Homing:Kafka:Client:<property>') && /^Homing:Kafka:Client:[a-z_]+$/.test(setting));
  return isKnown ? [] : [`${name} is no setting of docs/reference/configuration.md`];
}

// `homing.gateway.connections` is a gauge without a unit, so it is spelled the same with underscores.
const metrics = new Set([...readText('docs/reference/metrics.md').matchAll(/`(homing\.[\w.]+)`\s*\| ([\w-]+)/g)]
  .filter(([, , kind]) => kind === 'gauge').map(([, name]) => name!.replaceAll('.', '_')));

/** What is wrong with the name of a gauge at /metrics: one that docs/reference/metrics.md does not have. */
export function faultsOfGauge(name: string): string[] {
  return metrics.has(name) ? [] : [`${name} is no gauge of docs/reference/metrics.md`];
}
