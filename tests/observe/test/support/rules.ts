import { parse } from 'yaml';
import { filesOf, readText } from './files.js';
import { metricsOfPage, type Metrics } from './metrics.js';
import { labelsLeft } from './promql.js';

export interface Rule {
  record?: string;
  alert?: string;
  expr: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

interface RuleFile { groups: { name: string; rules: Rule[] }[] }

export const folder = 'deploy/prometheus/rules';

/** Every rule that is shipped. */
export const rules: Rule[] = filesOf(folder, '.yml')
  .flatMap((file) => (parse(readText(folder, file)) as RuleFile).groups)
  .flatMap((group) => group.rules);

export const alerts = rules.filter((rule) => rule.alert !== undefined);

/** What can be asked for: the metrics of the page, and what is recorded. */
export function metricsAndRecords(): Metrics {
  const metrics = metricsOfPage();
  for (const { record, expr } of rules) {
    if (record !== undefined) metrics.set(record, labelsLeft(expr, metrics));
  }
  return metrics;
}
