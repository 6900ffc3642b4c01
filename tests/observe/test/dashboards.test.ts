import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { filesOf, readText, root } from './support/files.js';
import { faultsOf, labelsLeft } from './support/promql.js';
import { alerts, metricsAndRecords } from './support/rules.js';

interface Panel {
  id: number;
  type: string;
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  targets?: { refId: string; expr: string; legendFormat?: string }[];
  links?: { url: string }[];
  fieldConfig?: { defaults: { unit?: string } };
}
interface Dashboard { uid: string; title: string; tags: string[]; panels: Panel[]; templating: { list: { name: string; query?: unknown }[] }; annotations: { list: { expr?: string }[] } }

const folder = 'deploy/grafana/dashboards';
const boards = filesOf(folder, '.json').map((file) => [file, readText(folder, file)] as [string, string]);
const metrics = metricsAndRecords();

// In this folder, so that the types are found.
const work = mkdtempSync(join(root, 'tests/observe/.types-'));
afterAll(() => { rmSync(work, { recursive: true }); });

// In JSON the value of an enum is its text; and what an annotation asks of Prometheus is not in the schema.
const header = `import type { Dashboard } from '@grafana/schema';
type Asked = { annotations?: { list?: { expr?: string; step?: string; titleFormat?: string; textFormat?: string }[] } };
type Plain<T> = 0 extends 1 & T ? T : T extends string ? \`\${T}\` : T extends object ? { [K in keyof T]: Plain<T[K]> } : T;
`;

/** What the types of Grafana's own schema say against each of the texts, by their order. */
function faultsOfTypes(texts: string[]): string[][] {
  const paths = texts.map((text, index) => {
    const path = join(work, `board${String(index)}.ts`);
    writeFileSync(path, `${header}export const board: Plain<Dashboard> & Asked = ${text.trim()};\n`);
    return path;
  });
  const program = ts.createProgram(paths, {
    strict: true, noEmit: true, skipLibCheck: true, types: [],
    module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, target: ts.ScriptTarget.ES2022,
  });
  return paths.map((path) => ts.getPreEmitDiagnostics(program, program.getSourceFile(path))
    .map((fault) => ts.flattenDiagnosticMessageText(fault.messageText, ' ')));
}

const overlap = (a: Panel['gridPos'], b: Panel['gridPos']) =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

/** The units that Grafana knows and that are used here; others it shows as a number without one, and says nothing. */
const units = new Set(['none', 'short', 's', 'bytes', 'Bps', 'ops', 'reqps', 'percentunit']);

/** The unit that an expression has by the names of its metrics; nothing where they do not say. */
function unitsOf(expression: string): string[] | undefined {
  if (/^histogram_quantile\(.*_seconds_bucket\b/.test(expression)) return ['s'];
  if (expression.includes(':ratio_')) return ['percentunit'];
  if (expression.includes(' / ')) return undefined;
  if (/\brate\(\w+_bytes_total\b/.test(expression)) return ['Bps'];
  if (/\brate\(\w+_seconds_total\b/.test(expression)) return ['none', 'percentunit'];
  if (/\brate\(/.test(expression)) return ['ops', 'reqps'];
  return /^[^(]*_bytes\b|^\w+ by \([^)]*\) \(\w+_bytes\b/.test(expression) ? ['bytes'] : undefined;
}

/** What is wrong with a query of a panel. */
function faultsOfTarget({ type, fieldConfig }: Panel, { expr, legendFormat = '' }: { expr: string; legendFormat?: string }): string[] {
  const unit = fieldConfig?.defaults.unit ?? '';
  const left = labelsLeft(expr, metrics);
  const named = [...legendFormat.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map((match) => match[1]!);
  return [
    ...faultsOf(expr, metrics),
    ...named.filter((label) => !left.has(label)).map((label) => `its legend names ${label}, which the query does not leave`),
    ...(type === 'timeseries' && ['', '__auto'].includes(legendFormat) ? ['a line has no name'] : []),
    ...(unitsOf(expr)?.includes(unit) === false ? [`its unit is ${unit}, and that of the query ${unitsOf(expr)!.join(' or ')}`] : []),
  ];
}

/** What is wrong with a dashboard that its types cannot say. */
function faultsOfBoard(board: Dashboard): string[] {
  const names = new Set(alerts.map((rule) => rule.alert!.toLowerCase()));
  const variables = new Set(board.templating.list.map((variable) => variable.name));
  const faults: string[] = [];
  const text = JSON.stringify({ panels: board.panels, annotations: board.annotations, queries: board.templating.list.map((variable) => [variable.name, variable.query]) });
  for (const name of variables) if (!text.includes(`$${name}`) && !text.includes(`\${${name}}`)) faults.push(`nothing uses the variable ${name}`);
  if (new Set(board.panels.map((panel) => panel.id)).size !== board.panels.length) faults.push('two panels have one id');
  for (const name of ['datasource', 'job', 'instance']) if (!variables.has(name)) faults.push(`there is no variable ${name}`);
  for (const { expr } of board.annotations.list) faults.push(...faultsOf(expr ?? '', metrics));
  for (const [index, panel] of board.panels.entries()) {
    const add = (fault: string) => faults.push(`${panel.title}: ${fault}`);
    if (panel.gridPos.x + panel.gridPos.w > 24) add('wider than the page');
    if (board.panels.slice(index + 1).some((other) => overlap(panel.gridPos, other.gridPos))) add('lies over another');
    if ((panel.targets ?? []).length === 0) add('asks nothing');
    if (!units.has(panel.fieldConfig?.defaults.unit ?? '')) add('has no unit that is known');
    if (new Set(panel.targets?.map(({ refId }) => refId)).size !== panel.targets?.length) add('has two queries of one name');
    for (const target of panel.targets ?? []) {
      const { expr } = target;
      faultsOfTarget(panel, target).forEach(add);
      for (const [, name] of expr.matchAll(/\$\{?(\w+)\}?/g)) if (!name!.startsWith('__') && !variables.has(name!)) add(`there is no variable ${name!}`);
    }
    for (const { url } of panel.links ?? []) if (!names.has(url.split('#')[1] ?? '')) add(`there is no runbook for ${url}`);
  }
  return faults;
}

describe('the dashboards', () => {
  it('are those of the guide', () => {
    expect(boards.map(([file]) => file)).toEqual(['answers', 'deliveries', 'fleet', 'log', 'parking', 'reports'].map((name) => `${name}.json`));
  });

  it('are of the types of Grafana, and what is not would be caught', () => {
    const good = boards[0]![1];
    const broken = [
      good.replace('"schemaVersion": 39', '"schemaVersion": "39"'),
      good.replace('"graphTooltip": 1', '"graphTooltip": 7'),
      good.replace('"gridPos"', '"gridPosition"'),
      good.replace('"editable": false', '"editable": false, "readonly": true'),
    ];
    expect(broken.filter((text) => text === good)).toEqual([]);
    const faults = faultsOfTypes([...boards.map(([, text]) => text), ...broken]);
    expect(faults.slice(0, boards.length)).toEqual(boards.map(() => []));
    expect(faults.slice(boards.length).filter((found) => found.length === 0)).toEqual([]);
  });

  it.each(boards)('%s asks only for what exists, and lies well', (_, text) => {
    expect(faultsOfBoard(JSON.parse(text) as Dashboard)).toEqual([]);
  });

  it.each<[string, (board: Dashboard) => void]>([
    ['a metric that does not exist', (board) => { board.panels[0]!.targets![0]!.expr = 'sum(homing_gateway_replies)'; }],
    ['a query that does not parse', (board) => { board.panels[0]!.targets![0]!.expr += ')'; }],
    ['a variable that is not there', (board) => { board.panels[0]!.targets![0]!.expr = 'up{job="$cluster"}'; }],
    ['a panel over another', (board) => { board.panels[1]!.gridPos = board.panels[0]!.gridPos; }],
    ['a legend of a label that is gone', (board) => { board.panels[0]!.targets![0]!.legendFormat = '{{instance}}'; }],
    ['a line without a name', (board) => { delete board.panels[0]!.targets![0]!.legendFormat; }],
    ['two queries of one name', (board) => { board.panels[0]!.targets!.push(board.panels[0]!.targets![0]!); }],
    ['a unit of something else', (board) => { board.panels[0]!.fieldConfig!.defaults.unit = 's'; }],
    ['a unit that Grafana does not know', (board) => { board.panels[0]!.fieldConfig!.defaults.unit = 'opps'; }],
    ['a variable that nothing uses', (board) => { board.templating.list.push({ name: 'zone' }); }],
    ['a panel without a unit', (board) => { delete board.panels[0]!.fieldConfig!.defaults.unit; }],
    ['a runbook that is not written', (board) => { board.panels[0]!.links = [{ url: '${runbooks}#homingnothing' }]; }],
    ['two panels of one id', (board) => { board.panels[1]!.id = board.panels[0]!.id; }],
  ])('would be caught with %s', (_, spoil) => {
    const board = JSON.parse(boards[0]![1]) as Dashboard;
    spoil(board);
    expect(faultsOfBoard(board)).not.toEqual([]);
  });

  it('are told apart, and found by their tag', () => {
    const parsed = boards.map(([, text]) => JSON.parse(text) as Dashboard);
    expect(new Set(parsed.map((board) => board.uid)).size).toBe(parsed.length);
    expect(parsed.filter((board) => !board.tags.includes('homing'))).toEqual([]);
  });
});

describe('what Grafana is told at its start', () => {
  it('names one source and one folder of dashboards', () => {
    const sources = parse(readText('deploy/grafana/provisioning/datasources/prometheus.yml')) as { apiVersion: number; datasources: { type: string; url: string }[] };
    const providers = parse(readText('deploy/grafana/provisioning/dashboards/homing.yml')) as { apiVersion: number; providers: { type: string; options: { path: string } }[] };
    expect(sources).toMatchObject({ apiVersion: 1, datasources: [{ type: 'prometheus', url: '$PROMETHEUS_URL' }] });
    expect(providers).toMatchObject({ apiVersion: 1, providers: [{ type: 'file', options: { path: '/etc/grafana/dashboards' } }] });
  });
});
