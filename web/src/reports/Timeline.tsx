import { Box, Typography } from '@mui/material';
import type { TimelineEntry } from './report';
import { durationText, stepText, timeText } from './words';

const bad = new Set(['rejected', 'failed', 'mail_failed']);
const doubtful = new Set(['mail_uncertain', 'cancelled', 'expired']);
const good = new Set(['fetched', 'mail_sent', 'delivered', 'approved', 'ready']);

/** What happened, step by step, with who did it, when, and how long after the step before. */
export function Timeline({ entries, now }: { entries: readonly TimelineEntry[]; now: number }) {
  return (
    <Box component="ol" aria-label="Timeline" sx={{ listStyle: 'none', m: 0, p: 0 }}>
      {entries.map((entry, index) => {
        const before = entries[index - 1];
        return (
          <Box
            component="li"
            key={`${entry.at} ${entry.step} ${String(index)}`}
            data-step={entry.step}
            sx={{
              position: 'relative',
              pl: 3.5,
              pb: 2,
              // The line from one step to the next.
              '&:not(:last-of-type)::before': { content: '""', position: 'absolute', left: 6, top: 16, bottom: -6, width: 2, bgcolor: 'divider' },
            }}
          >
            <Box
              aria-hidden
              sx={{
                position: 'absolute',
                left: 1,
                top: 6,
                width: 12,
                height: 12,
                borderRadius: '50%',
                bgcolor: colourOf(entry.step),
              }}
            />
            <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 1, alignItems: 'baseline' }}>
              <Typography component="span" variant="subtitle1" sx={{ fontSize: '0.95rem' }}>
                {stepText(entry.step)}
              </Typography>
              <Typography component="span" variant="caption" sx={{ color: 'text.secondary', fontVariantNumeric: 'tabular-nums' }}>
                <time dateTime={entry.at} title={entry.at}>
                  {timeText(entry.at, now)}
                </time>
                {before && ` · after ${durationText(Date.parse(entry.at) - Date.parse(before.at))}`}
                {` · ${entry.by}`}
              </Typography>
            </Box>
            {entry.note !== undefined && entry.note !== '' && (
              <Typography variant="body2" sx={{ color: 'text.secondary', overflowWrap: 'anywhere' }}>
                {entry.note}
              </Typography>
            )}
          </Box>
        );
      })}
    </Box>
  );
}

function colourOf(step: string): string {
  return bad.has(step) ? 'places.full' : doubtful.has(step) ? 'places.few' : good.has(step) ? 'places.free' : 'places.unknown';
}
