import { Box } from '@mui/material';
import { levelOf, type Lot } from './lot';

/** The free places as one big figure. What is not known is a question mark, never a figure. */
export function PlacesBadge({ lot, size = 52 }: { lot: Lot; size?: number }) {
  const level = levelOf(lot);
  const stale = lot.availability === 'stale';
  return (
    <Box
      aria-hidden
      data-level={level}
      sx={{
        width: size,
        height: size,
        flexShrink: 0,
        display: 'grid',
        placeItems: 'center',
        borderRadius: 2.5,
        fontWeight: 750,
        fontSize: (lot.free ?? 0) > 999 ? '0.9rem' : '1.15rem',
        fontVariantNumeric: 'tabular-nums',
        color: `places.${level}`,
        border: 2,
        borderStyle: stale ? 'dashed' : 'solid',
        borderColor: stale || level === 'unknown' ? 'currentcolor' : 'transparent',
        bgcolor: `color-mix(in srgb, var(--mui-palette-places-${level}) ${stale ? '5%' : '13%'}, transparent)`,
        opacity: stale ? 0.85 : 1,
      }}
    >
      {level === 'unknown' ? '?' : lot.free}
    </Box>
  );
}
