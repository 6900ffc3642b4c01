import { Box } from '@mui/material';
import { colourOf } from './colours';

/** The colour of a route, as it is on the map. */
export function RouteSwatch({ routeId, grey = false }: { routeId: string; grey?: boolean }) {
  return (
    <Box
      component="span"
      aria-hidden
      sx={{ width: 14, height: 14, flexShrink: 0, borderRadius: '50%', bgcolor: grey ? 'text.disabled' : colourOf(routeId).css }}
    />
  );
}
