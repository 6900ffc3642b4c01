import { Box, Tooltip, Typography } from '@mui/material';
import { breathe } from './motion';

/** How what is shown is kept up to date: by what the gateway tells, by asking in periods, or not at all. */
export type Updates = 'live' | 'periodic' | 'none';

const texts = {
  live: { text: 'Live', why: 'The gateway tells every change as it comes.' },
  periodic: { text: 'Every', why: 'This gateway does not tell changes, so the page asks in periods.' },
  none: { text: 'Not live', why: 'Nothing renews this just now.' },
} as const;

/** Says how what is shown is kept up to date, as it is at this moment. */
export function UpdatesChip({ updates, everyMs }: { updates: Updates; everyMs: number }) {
  const { text, why } = texts[updates];
  const live = updates === 'live';
  return (
    <Tooltip title={why}>
      <Box
        data-testid="updates"
        data-updates={updates}
        sx={{ display: 'inline-flex', alignItems: 'center', gap: 0.75, color: live ? 'places.free' : 'text.secondary', whiteSpace: 'nowrap' }}
      >
        <Box
          aria-hidden
          sx={{
            width: 8,
            height: 8,
            borderRadius: '50%',
            bgcolor: live ? 'currentcolor' : 'transparent',
            border: live ? 0 : '1.5px solid currentcolor',
            animation: live ? `${breathe} 2.4s ease-in-out infinite` : 'none',
          }}
        />
        <Typography component="span" variant="body2" sx={{ fontWeight: 600 }}>
          {updates === 'periodic' ? `${text} ${String(everyMs / 1_000)} s` : text}
        </Typography>
      </Box>
    </Tooltip>
  );
}
