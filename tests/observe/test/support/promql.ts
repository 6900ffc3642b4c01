import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import type { Metrics } from './metrics.js';

/** The expression with what Grafana puts in place of its variables. */
const withValues = (expression: string) => expression
  .replaceAll(/\$__(?:rate_interval|interval|range)/g, '5m')
  .replaceAll(/\$\{?\w+\}?/g, 'value');

function nodes(tree: Tree, ...names: string[]): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  tree.iterate({ enter: (node) => { if (names.includes(node.name)) found.push(node.node); } });
  return found;
}

/** What is wrong with an expression: that it does not parse, or names a metric or label that does not exist. */
export function faultsOf(expression: string, metrics: Metrics): string[] {
  const text = withValues(expression);
  const tree = parser.parse(text);
  const textOf = (node: SyntaxNode) => text.slice(node.from, node.to);
  const wrong = nodes(tree, '⚠');
  if (wrong.length > 0) return [`does not parse at ${String(wrong[0]!.from)}: ${text}`];

  const faults: string[] = [];
  const labelsOfAll = new Set<string>();
  for (const selector of nodes(tree, 'VectorSelector')) {
    const name = selector.getChild('Identifier');
    const labels = name && metrics.get(textOf(name));
    if (!name) faults.push(`a selector without a metric: ${textOf(selector)}`);
    else if (!labels) faults.push(`there is no metric ${textOf(name)}`);
    labels?.forEach((label) => labelsOfAll.add(label));
    const cursor = selector.cursor();
    const end = selector.to;
    while (labels && cursor.next() && cursor.from < end) {
      if (cursor.name === 'LabelName' && !labels.has(textOf(cursor.node))) faults.push(`${textOf(name)} has no label ${textOf(cursor.node)}`);
    }
  }
  for (const grouping of nodes(tree, 'GroupingLabels')) {
    for (const label of grouping.getChildren('LabelName')) {
      if (!labelsOfAll.has(textOf(label))) faults.push(`nothing there has the label ${textOf(label)}`);
    }
  }
  return faults;
}

/** The labels that an expression leaves: those of its outermost aggregation, or of what it reads. */
export function labelsLeft(expression: string, metrics: Metrics): Set<string> {
  const text = withValues(expression);
  const tree = parser.parse(text);
  const textOf = (node: SyntaxNode) => text.slice(node.from, node.to);
  const groupings = nodes(tree, 'GroupingLabels');
  if (groupings.length > 0) return new Set(groupings.flatMap((grouping) => grouping.getChildren('LabelName').map(textOf)).filter((label) => label !== 'le'));
  if (nodes(tree, 'AggregateExpr').length > 0) return new Set();
  return new Set(nodes(tree, 'VectorSelector').flatMap((selector) => [...(metrics.get(textOf(selector.getChild('Identifier')!)) ?? [])]));
}
