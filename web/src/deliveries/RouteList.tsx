import { List, ListItem, ListItemButton, Typography } from '@mui/material';
import { distanceText } from '../shared/geo';
import { mostRows } from './rideRows';
import { RouteSwatch } from './RouteSwatch';
import type { Routes } from './useRoutes';

interface RouteListProps {
  routes: Routes;
  underWay: ReadonlySet<string>;
  chosenId: string | undefined;
  onChoose: (routeId: string) => void;
}

export function RouteList({ routes, underWay, chosenId, onChoose }: RouteListProps) {
  return (
    <>
      <List component="ol" disablePadding aria-label="Routes" sx={{ listStyle: 'none' }}>
        {routes.entries.slice(0, mostRows).map(({ _id: id, title }) => {
          const length = routes.shapes.get(id)?.lengthM;
          const chosen = id === chosenId;
          return (
            <ListItem key={id} disablePadding divider>
              <ListItemButton
                selected={chosen}
                aria-current={chosen || undefined}
                data-route-row={id}
                onClick={() => {
                  onChoose(id);
                }}
                sx={{ gap: 1.5, px: 2.5, py: 1 }}
              >
                <RouteSwatch routeId={id} />
                <Typography component="span" variant="subtitle1" sx={{ flexGrow: 1, minWidth: 0, overflowWrap: 'anywhere' }}>
                  {title}
                </Typography>
                {underWay.has(id) && (
                  <Typography component="span" variant="body2" sx={{ color: 'places.free', fontWeight: 600 }}>
                    under way
                  </Typography>
                )}
                <Typography component="span" variant="body2" sx={{ color: 'text.secondary', fontVariantNumeric: 'tabular-nums' }}>
                  {length === undefined ? (routes.refused.has(id) ? 'cannot be read' : '') : distanceText(length)}
                </Typography>
              </ListItemButton>
            </ListItem>
          );
        })}
      </List>
      {routes.entries.length > mostRows && (
        <Typography variant="body2" sx={{ px: 2.5, py: 2, color: 'text.secondary' }}>
          And {(routes.entries.length - mostRows).toLocaleString('en')} more: type a name above.
        </Typography>
      )}
    </>
  );
}
