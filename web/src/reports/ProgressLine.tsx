import { Box, LinearProgress, Typography } from '@mui/material';
import type { Report } from './report';

/** How far the provider is, in percent and words. */
export function ProgressLine({ report, label }: { report: Report; label: string }) {
  const { progress, progress_message: message } = report;
  return (
    <Box sx={{ minWidth: 0 }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5 }}>
        <LinearProgress
          variant="determinate"
          value={progress}
          aria-label={label}
          aria-valuetext={message === undefined ? `${String(progress)} %` : `${String(progress)} %, ${message}`}
          sx={{ flexGrow: 1, height: 6, borderRadius: 3 }}
        />
        <Typography variant="body2" sx={{ fontVariantNumeric: 'tabular-nums', fontWeight: 650, minWidth: '3.2em', textAlign: 'right' }}>
          {progress} %
        </Typography>
      </Box>
      {message !== undefined && (
        <Typography variant="body2" sx={{ color: 'text.secondary', mt: 0.5, overflowWrap: 'anywhere' }}>
          {message}
        </Typography>
      )}
    </Box>
  );
}
