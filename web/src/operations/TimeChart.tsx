import { Box, Paper, Typography, useTheme } from '@mui/material';
import { ChartsReferenceLine } from '@mui/x-charts/ChartsReferenceLine';
import { LineChart } from '@mui/x-charts/LineChart';
import { figure, summaryOf, type ChartData } from './charts';
import { windowMs, type Change } from './operations';

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const exactClock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

interface TimeChartProps {
  chart: ChartData;
  times: readonly Date[];
  changes: readonly Change[];
}

/** The last minutes of some figures, with a mark where a lease changed hands. */
export function TimeChart({ chart, times, changes }: TimeChartProps) {
  const { vars, palette } = useTheme();
  const colors = (vars ?? { palette }).palette;
  const toneColors = { good: colors.success.main, warning: colors.warning.main, bad: colors.error.main };
  const end = times.at(-1) ?? new Date(0);
  const summary = summaryOf(chart);
  return (
    <Paper component="figure" variant="outlined" sx={{ m: 0, p: 2, pb: 1, minWidth: 0 }}>
      <Box component="figcaption" sx={{ display: 'flex', gap: 1, alignItems: 'baseline', justifyContent: 'space-between' }}>
        <Typography component="h3" variant="subtitle1">
          {chart.title}
        </Typography>
        <Newest chart={chart} />
      </Box>
      <Box role="img" aria-label={summary} data-testid={`chart ${chart.title}`}>
        <LineChart
          height={190}
          skipAnimation
          hideLegend={chart.series.length < 2}
          disableKeyboardNavigation
          margin={{ left: 0, right: 12, top: 12, bottom: 0 }}
          grid={{ horizontal: true }}
          xAxis={[
            {
              data: times,
              scaleType: 'time',
              min: new Date(end.getTime() - windowMs),
              max: end,
              height: 24,
              tickNumber: 4,
              valueFormatter: (time: Date, { location }) => (location === 'tick' ? clock : exactClock).format(time),
            },
          ]}
          yAxis={[{ min: 0, width: 44, tickNumber: 4, domainLimit: (_, highest) => ({ min: 0, max: Math.max(1, Number(highest) * 1.1) }) }]}
          series={chart.series.map(({ label, values, color, stacked }) => ({
            data: values,
            label,
            color,
            showMark: false,
            curve: 'linear' as const,
            area: stacked ?? false,
            ...(stacked ? { stack: 'all' } : {}),
            valueFormatter: (value: number | null) => (value === null ? 'none' : `${figure(value)}${chart.unit}`),
          }))}
          slotProps={{ legend: { direction: 'horizontal', position: { vertical: 'bottom', horizontal: 'start' } } }}
          sx={{ '& .MuiChartsLegend-root': { fontSize: '0.75rem', rowGap: 0 } }}
        >
          {changes.map((change, index) => (
            <ChartsReferenceLine
              key={`${String(change.at)} ${String(index)}`}
              x={new Date(change.at)}
              lineStyle={{ stroke: toneColors[change.tone], strokeDasharray: '3 3', strokeWidth: 1.5 }}
            />
          ))}
        </LineChart>
      </Box>
    </Paper>
  );
}

function Newest({ chart }: { chart: ChartData }) {
  const newest = chart.series.map(({ values }) => values.at(-1) ?? null);
  const shown = chart.series.some(({ stacked }) => stacked)
    ? newest.reduce<number>((sum, value) => sum + (value ?? 0), 0)
    : newest.find((value) => value !== null);
  return (
    <Typography component="span" sx={{ fontVariantNumeric: 'tabular-nums', fontWeight: 650 }} aria-hidden>
      {shown === undefined ? '–' : `${figure(shown)}${chart.unit}`}
    </Typography>
  );
}
