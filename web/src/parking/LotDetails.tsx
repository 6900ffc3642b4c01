import CloseOutlined from '@mui/icons-material/CloseOutlined';
import DirectionsOutlined from '@mui/icons-material/DirectionsOutlined';
import { Box, Button, IconButton, Typography } from '@mui/material';
import { Fragment, useEffect, useRef } from 'react';
import { distance, distanceText, type Place } from '../shared/geo';
import { directionsTo, levelOf, type Lot, type NearbyLot } from './lot';
import { PlacesBadge } from './PlacesBadge';
import { calm, freshnessText, openText, placesText, priceText, typeText } from './words';

interface LotDetailsProps {
  lot: Lot | NearbyLot;
  position: Place | undefined;
  stayMinutes: number | undefined;
  now: number;
  onClose: () => void;
}

export function LotDetails({ lot, position, stayMinutes, now, onClose }: LotDetailsProps) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    title.current?.focus({ preventScroll: true });
  }, [lot.lot_id]);
  return (
    <Box
      component="section"
      aria-labelledby="lot-name"
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          onClose();
        }
      }}
      sx={{ p: 2.5 }}
    >
      <Box sx={{ display: 'flex', gap: 1.75, alignItems: 'flex-start', mb: 1.5 }}>
        <PlacesBadge key={lot.lot_id} lot={lot} />
        <Box sx={{ flexGrow: 1, minWidth: 0 }}>
          <Typography
            id="lot-name"
            variant="h2"
            lang="tr"
            ref={title}
            tabIndex={-1}
            sx={{ outline: 'none', overflowWrap: 'anywhere' }}
          >
            {lot.name}
          </Typography>
          <Typography variant="body2" sx={{ color: 'text.secondary' }}>
            {placesText(lot)} · {freshnessText(lot, now)}
          </Typography>
        </Box>
        <IconButton aria-label="Close details" onClick={onClose} edge="end" sx={{ mt: -0.75 }}>
          <CloseOutlined />
        </IconButton>
      </Box>
      {levelOf(lot) === 'unknown' && (
        <Typography variant="body2" sx={{ mb: 1.5 }}>
          Nobody has counted here lately, so it may be free or full.
        </Typography>
      )}
      <Box component="dl" sx={{ display: 'grid', gridTemplateColumns: 'auto 1fr', columnGap: 2, rowGap: 0.75, m: 0, mb: 2 }}>
        {factsOf(lot, position, stayMinutes).map(([name, value]) => (
          <Fragment key={name}>
            <Typography component="dt" variant="body2" sx={{ color: 'text.secondary' }}>
              {name}
            </Typography>
            <Typography component="dd" variant="body2" sx={{ m: 0 }}>
              {value}
            </Typography>
          </Fragment>
        ))}
      </Box>
      <Button
        fullWidth
        variant="contained"
        size="large"
        startIcon={<DirectionsOutlined />}
        href={'directions_url' in lot ? lot.directions_url : directionsTo(lot)}
        target="_blank"
        rel="noopener noreferrer"
      >
        Directions
        <Box component="span" sx={{ fontWeight: 450, ml: 0.75, opacity: 0.85 }}>
          in Google Maps
        </Box>
      </Button>
    </Box>
  );
}

function factsOf(lot: Lot | NearbyLot, position: Place | undefined, stayMinutes: number | undefined): [string, string][] {
  const metres = 'distance_m' in lot ? lot.distance_m : position && distance(position, lot);
  const facts: [string, string | null | undefined][] = [
    ['Distance', metres === undefined ? undefined : distanceText(metres)],
    ['Price', 'directions_url' in lot ? priceText(lot, stayMinutes) : undefined],
    ['Now', openText(lot.open)],
    ['Hours', lot.work_hours === '24 Saat' ? '24 hours' : lot.work_hours],
    ['Kind', typeText(lot.park_type)],
    ['Capacity', lot.capacity > 0 ? `${String(lot.capacity)} places` : undefined],
    ['District', lot.district && calm(lot.district)],
    ['Address', lot.address && calm(lot.address)],
  ];
  return facts.filter((fact): fact is [string, string] => Boolean(fact[1]));
}
