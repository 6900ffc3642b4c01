import { Box, Chip } from '@mui/material';
import type { Position } from './usePosition';

/** Where to start without a device that knows its position, and without a mouse. */
const places: readonly Position[] = [
  { name: 'Taksim', lat: 41.0369, lng: 28.985, from: 'place' },
  { name: 'Beşiktaş', lat: 41.0422, lng: 29.0061, from: 'place' },
  { name: 'Kadıköy', lat: 40.9908, lng: 29.0244, from: 'place' },
  { name: 'Eminönü', lat: 41.0162, lng: 28.9714, from: 'place' },
];

export function Places({ onChoose }: { onChoose: (position: Position) => void }) {
  return (
    <Box role="group" aria-label="Places to start from" sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, justifyContent: 'center' }}>
      {places.map((place) => (
        <Chip
          key={place.name}
          clickable
          variant="outlined"
          lang="tr"
          label={place.name}
          onClick={() => {
            onChoose(place);
          }}
        />
      ))}
    </Box>
  );
}
