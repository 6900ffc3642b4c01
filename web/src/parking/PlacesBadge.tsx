import { Box } from '@mui/material';
import { fadeAway, lightUp } from '../shared/motion';
import { useChange } from '../shared/useChange';
import { levelOf, type Lot } from './lot';

/**
 * The free places as one big figure, which lights up when it changes. What is not known is a question mark, never a
 * figure.
 */
export function PlacesBadge({ lot, size = 52 }: { lot: Lot; size?: number }) {
  const level = levelOf(lot);
  const stale = lot.availability === 'stale';
  const change = useChange(level === 'unknown' ? null : lot.free);
  return (
    <Box
      key={change.count}
      aria-hidden
      data-level={level}
      data-changes={change.count}
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
        position: 'relative',
        animation: change.count > 0 ? `${lightUp} 2s ease-out` : 'none',
      }}
    >
      {level === 'unknown' ? '?' : lot.free}
      {change.by !== 0 && <Step by={change.by} />}
    </Box>
  );
}

/** By how much the figure has just changed. It fades away. */
function Step({ by }: { by: number }) {
  return (
    <Box
      component="span"
      data-step={by}
      sx={{
        position: 'absolute',
        top: '100%',
        mt: 0.5,
        fontSize: '0.75rem',
        fontWeight: 650,
        color: by > 0 ? 'places.free' : 'places.full',
        opacity: 0,
        animation: `${fadeAway} 6s ease-out`,
      }}
    >
      {by > 0 ? `+${String(by)}` : `−${String(-by)}`}
    </Box>
  );
}
