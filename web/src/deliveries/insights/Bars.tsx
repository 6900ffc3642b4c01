import { Box, Paper, Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import { BarChart } from '@mui/x-charts/BarChart';
import { visuallyHidden } from '../../shared/visuallyHidden';
import { countText } from './insights';

interface BarsProps {
  title: string;
  /** What each bar stands for. */
  unit: string;
  labels: readonly string[];
  series: readonly { label: string; color: string; values: readonly number[] }[];
  /** Bars of a histogram touch. */
  touching?: boolean;
}

/** Figures as bars, and as a table for who cannot see them. */
export function Bars({ title, unit, labels, series, touching = false }: BarsProps) {
  const empty = series.every(({ values }) => values.every((value) => value === 0));
  return (
    <Paper component="figure" variant="outlined" sx={{ m: 0, p: 2, pb: 1, minWidth: 0, position: 'relative' }}>
      <Typography component="figcaption" variant="subtitle1">
        {title}
      </Typography>
      {empty ? (
        <Typography variant="body2" sx={{ color: 'text.secondary', py: 4, textAlign: 'center' }}>
          Nothing in this range.
        </Typography>
      ) : (
        <>
          <Box aria-hidden data-testid={`chart ${title}`}>
            <BarChart
              height={210}
              skipAnimation
              hideLegend={series.length < 2}
              disableKeyboardNavigation
              margin={{ left: 0, right: 12, top: 12, bottom: 0 }}
              grid={{ horizontal: true }}
              xAxis={[{ data: [...labels], scaleType: 'band', height: 24, categoryGapRatio: touching ? 0.06 : 0.3, tickLabelMinGap: 12 }]}
              yAxis={[{ min: 0, width: 64, tickNumber: 4, tickMinStep: 1 }]}
              series={series.map(({ label, color, values }) => ({ label, color, data: [...values] }))}
              slotProps={{ legend: { direction: 'horizontal', position: { vertical: 'bottom', horizontal: 'start' } } }}
              sx={{ '& .MuiChartsLegend-root': { fontSize: '0.75rem' } }}
            />
          </Box>
          <Box sx={visuallyHidden}>
            <Table aria-label={title}>
              <TableHead>
                <TableRow>
                  <TableCell>{unit}</TableCell>
                  {series.map(({ label }) => (
                    <TableCell key={label}>{label}</TableCell>
                  ))}
                </TableRow>
              </TableHead>
              <TableBody>
                {labels.map((label, index) => (
                  <TableRow key={label}>
                    <TableCell component="th" scope="row">
                      {label}
                    </TableCell>
                    {series.map((one) => (
                      <TableCell key={one.label}>{countText(one.values[index] ?? 0)}</TableCell>
                    ))}
                  </TableRow>
                ))}
              </TableBody>
            </Table>
          </Box>
        </>
      )}
    </Paper>
  );
}
