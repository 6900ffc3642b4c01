import { Box, Paper } from '@mui/material';
import type { Level } from '../lot';

const entries: readonly (readonly [Level, string])[] = [
  ['free', 'Free places'],
  ['few', 'Few left'],
  ['full', 'Full'],
  ['unknown', 'Not known'],
];

/** What the colours mean; every pin says it in words too. */
export function Legend() {
  return (
    <Paper
      component="ul"
      aria-label="Colours"
      elevation={2}
      sx={{
        display: { xs: 'none', md: 'flex' },
        position: 'absolute',
        left: 10,
        bottom: 40,
        m: 0,
        px: 1.5,
        py: 0.75,
        gap: 1.75,
        borderRadius: 99,
        fontSize: 12,
        listStyle: 'none',
        color: 'text.secondary',
      }}
    >
      {entries.map(([level, text]) => (
        <Box component="li" key={level} sx={{ display: 'flex', alignItems: 'center', gap: 0.75 }}>
          <Box aria-hidden sx={{ width: 10, height: 10, borderRadius: '50%', bgcolor: `places.${level}` }} />
          {text}
        </Box>
      ))}
      <li>Dashed: an old count</li>
    </Paper>
  );
}
