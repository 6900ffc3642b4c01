import { Box, List, ListItem, ListItemButton, Typography } from '@mui/material';
import { distanceText } from '../shared/geo';
import { type NearbyLot } from './lot';
import { PlacesBadge } from './PlacesBadge';
import { freshnessText, openText, placesText, priceText, typeText } from './words';

interface LotListProps {
  lots: readonly NearbyLot[];
  now: number;
  stayMinutes: number | undefined;
  selectedId: string | undefined;
  onSelect: (lotId: string) => void;
}

/** Nearest first. Each is a button: the whole list works from the keyboard. */
export function LotList({ lots, ...rest }: LotListProps) {
  return (
    <List component="ol" disablePadding aria-label="Nearest car parks" sx={{ listStyle: 'none' }}>
      {lots.map((lot) => (
        <LotRow key={lot.lot_id} lot={lot} {...rest} />
      ))}
    </List>
  );
}

interface LotRowProps extends Omit<LotListProps, 'lots'> {
  lot: NearbyLot;
}

function LotRow({ lot, now, stayMinutes, selectedId, onSelect }: LotRowProps) {
  const price = priceText(lot, stayMinutes);
  const selected = lot.lot_id === selectedId;
  return (
    <ListItem disablePadding divider sx={{ borderColor: 'divider' }}>
      <ListItemButton
        selected={selected}
        aria-current={selected || undefined}
        data-lot={lot.lot_id}
        onClick={() => {
          onSelect(lot.lot_id);
        }}
        sx={{ gap: 1.75, px: 2.5, py: 1.5, alignItems: 'flex-start' }}
      >
        <PlacesBadge lot={lot} />
        <Box sx={{ minWidth: 0, flexGrow: 1 }}>
          <Box sx={{ display: 'flex', gap: 1, justifyContent: 'space-between' }}>
            <Typography component="span" variant="subtitle1" lang="tr" sx={{ overflowWrap: 'anywhere' }}>
              {lot.name}
            </Typography>
            <Typography
              component="span"
              variant="body2"
              data-distance={lot.distance_m}
              sx={{ fontWeight: 600, whiteSpace: 'nowrap', pt: 0.25, fontVariantNumeric: 'tabular-nums' }}
            >
              {distanceText(lot.distance_m)}
            </Typography>
          </Box>
          <Typography component="div" variant="body2" sx={{ color: 'text.secondary' }}>
            <Box component="span" data-places sx={{ color: 'text.primary', fontWeight: 550 }}>
              {placesText(lot)}
            </Box>
            {' · '}
            {freshnessText(lot, now)}
          </Typography>
          <Typography component="div" variant="body2" sx={{ color: 'text.secondary' }}>
            <Box component="span" sx={lot.open === false ? { color: 'places.full', fontWeight: 550 } : undefined}>
              {openText(lot.open)}
            </Box>
            {lot.work_hours && ` · ${hoursText(lot.work_hours)}`}
            {lot.park_type && ` · ${typeText(lot.park_type) ?? ''}`}
          </Typography>
          {price && (
            <Typography component="div" variant="body2">
              {price}
            </Typography>
          )}
        </Box>
      </ListItemButton>
    </ListItem>
  );
}

function hoursText(hours: string): string {
  return hours === '24 Saat' ? '24 hours' : hours;
}
