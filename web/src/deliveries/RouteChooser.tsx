import PlayArrowRounded from '@mui/icons-material/PlayArrowRounded';
import { Autocomplete, Box, Button, createFilterOptions, TextField, Typography } from '@mui/material';
import { distanceText } from '../shared/geo';
import type { RouteEntry } from './delivery';
import { RouteSwatch } from './RouteSwatch';
import type { Routes } from './useRoutes';

interface RouteChooserProps {
  routes: Routes;
  chosen: RouteEntry | undefined;
  underWay: boolean;
  asking: boolean;
  connected: boolean;
  onChoose: (routeId: string | undefined) => void;
  onStart: (routeId: string) => void;
}

/** No list is longer than one would scroll; typing finds the others. */
const filterOptions = createFilterOptions<RouteEntry>({ limit: 100, stringify: (route) => `${route.title} ${route._id}` });

export function RouteChooser({ routes, chosen, underWay, asking, connected, onChoose, onStart }: RouteChooserProps) {
  return (
    <Box sx={{ display: 'flex', gap: 1, alignItems: 'center' }}>
      <Autocomplete
        fullWidth
        size="small"
        options={routes.entries}
        loading={routes.loading}
        value={chosen ?? null}
        filterOptions={filterOptions}
        getOptionLabel={(route) => route.title}
        getOptionKey={(route) => route._id}
        isOptionEqualToValue={(a, b) => a._id === b._id}
        noOptionsText="No route has this name"
        onChange={(_, route) => {
          onChoose(route?._id);
        }}
        renderInput={(params) => <TextField {...params} label="Route" placeholder="Choose a route" />}
        renderOption={({ key, ...props }, route) => {
          const length = routes.shapes.get(route._id)?.lengthM;
          return (
            <Box component="li" key={key} {...props} sx={{ gap: 1.25 }}>
              <RouteSwatch routeId={route._id} />
              <Typography component="span" sx={{ flexGrow: 1, overflowWrap: 'anywhere' }}>
                {route.title}
              </Typography>
              <Typography component="span" variant="body2" sx={{ color: 'text.secondary' }}>
                {length === undefined ? '' : distanceText(length)}
              </Typography>
            </Box>
          );
        }}
      />
      <Button
        variant="contained"
        startIcon={<PlayArrowRounded />}
        disabled={!chosen || asking || !connected}
        loading={asking}
        loadingPosition="start"
        title={underWay ? 'It is under way already' : undefined}
        onClick={() => {
          if (chosen) {
            onStart(chosen._id);
          }
        }}
        sx={{ flexShrink: 0, height: 40 }}
      >
        Start
      </Button>
    </Box>
  );
}
