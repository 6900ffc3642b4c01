import { ways, type Sample, type Way } from './operations';

export interface Series {
  label: string;
  values: readonly (number | null)[];
  /** Which of the theme's colours. */
  color: string;
  stacked?: boolean;
}

export interface ChartData {
  title: string;
  unit: string;
  series: readonly Series[];
}

const wayWords: Record<Way, string> = {
  direct: 'direct',
  mailbox: 'from the mailbox',
  rerouted: 'handed over',
  adopted: 'adopted',
  duplicate: 'duplicates dropped',
  expired: 'expired',
  evicted: 'thrown out',
};

const wayColors: Record<Way, string> = {
  direct: '#2a9d8f',
  mailbox: '#4f86d9',
  rerouted: '#e9a03b',
  adopted: '#c2698f',
  duplicate: '#8a94a3',
  expired: '#d1553f',
  evicted: '#8f3f97',
};

const groupColors = ['#2a9d8f', '#4f86d9', '#e9a03b', '#c2698f', '#8f3f97', '#8a94a3'];

/** The charts that the page shows, from what it remembers. */
export function chartsOf(samples: readonly Sample[]): readonly ChartData[] {
  return [
    {
      title: 'Connections',
      unit: '',
      series: [{ label: 'connections', color: '#2a9d8f', values: samples.map((sample) => sample.connections) }],
    },
    {
      title: 'Answers a second',
      unit: '/s',
      series: ways
        .filter((way) => way === 'direct' || samples.some((sample) => (sample.answers_per_second[way] ?? 0) > 0))
        .map((way) => ({
          label: wayWords[way],
          color: wayColors[way],
          stacked: true,
          values: samples.map((sample) => sample.answers_per_second[way] ?? 0),
        })),
    },
    {
      title: 'From question to answer',
      unit: ' ms',
      series: [
        { label: 'median', color: '#2a9d8f', values: samples.map((sample) => sample.p50_ms ?? null) },
        { label: '99th percentile', color: '#e9a03b', values: samples.map((sample) => sample.p99_ms ?? null) },
      ],
    },
    { title: 'Records behind, by group', unit: '', series: lagSeries(samples) },
    {
      title: 'Answers in the mailbox',
      unit: '',
      series: [{ label: 'answers', color: '#4f86d9', values: samples.map((sample) => sample.mailbox_answers) }],
    },
  ];
}

/** By group: one gateway's topic more or less makes no new line. */
function lagSeries(samples: readonly Sample[]): readonly Series[] {
  const groups = [...new Set(samples.flatMap((sample) => sample.lag.map((lag) => lag.group)))].sort();
  return groups.map((group, index) => ({
    label: group,
    color: groupColors[index % groupColors.length] ?? '#8a94a3',
    values: samples.map((sample) =>
      sample.lag.filter((lag) => lag.group === group).reduce((sum, lag) => sum + lag.records, 0),
    ),
  }));
}

/** What a chart shows, in words. */
export function summaryOf({ title, unit, series }: ChartData): string {
  const parts = series.map(({ label, values }) => {
    const known = values.filter((value) => value !== null);
    const now = values.at(-1) ?? undefined;
    return known.length === 0
      ? `${label}: nothing yet`
      : `${label}: ${now === undefined ? 'nothing now' : `now ${figure(now)}${unit}`}, at most ${figure(Math.max(...known))}${unit}`;
  });
  return parts.length === 0 ? `${title}: nothing yet` : `${title}. ${parts.join('; ')}.`;
}

export function figure(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0 });
}
