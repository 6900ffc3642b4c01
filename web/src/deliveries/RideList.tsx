import SearchOutlined from '@mui/icons-material/SearchOutlined';
import { Box, InputAdornment, List, ListItem, ListItemButton, TextField, Typography } from '@mui/material';
import { memo } from 'react';
import { mostRows, type RideRow } from './rideRows';
import { RouteSwatch } from './RouteSwatch';
import { lookOf, seenText } from './words';

interface RideListProps {
  rows: readonly RideRow[];
  search: string;
  onSearch: (search: string) => void;
  staleMs: number;
  chosenId: string | undefined;
  onChoose: (routeId: string) => void;
}

/** What the map shows, in words. Each is a button: all of it works from the keyboard. */
export const RideList = memo(function RideList({ rows, search, onSearch, staleMs, chosenId, onChoose }: RideListProps) {
  return (
    <>
      <Box sx={{ px: 2.5, pt: 1.5, pb: 1 }}>
        <TextField
          fullWidth
          size="small"
          type="search"
          label="Search rides"
          value={search}
          onChange={(event) => {
            onSearch(event.target.value);
          }}
          slotProps={{
            input: {
              startAdornment: (
                <InputAdornment position="start">
                  <SearchOutlined fontSize="small" />
                </InputAdornment>
              ),
            },
          }}
        />
      </Box>
      <List component="ol" disablePadding aria-label="Rides under way" sx={{ listStyle: 'none' }}>
        {rows.slice(0, mostRows).map((row) => {
          const look = lookOf(row, staleMs);
          const chosen = row.routeId === chosenId;
          return (
            <ListItem key={row.routeId} disablePadding divider>
              <ListItemButton
                selected={chosen}
                aria-current={chosen || undefined}
                data-ride={row.routeId}
                data-look={look}
                onClick={() => {
                  onChoose(row.routeId);
                }}
                sx={{ gap: 1.5, px: 2.5, py: 1 }}
              >
                <RouteSwatch routeId={row.routeId} grey={look === 'silent'} />
                <Box sx={{ minWidth: 0, flexGrow: 1 }}>
                  <Typography component="span" variant="subtitle1" sx={{ display: 'block', overflowWrap: 'anywhere' }}>
                    {row.title}
                  </Typography>
                  <Typography component="span" variant="body2" sx={{ display: 'block', color: look === 'silent' ? 'places.few' : 'text.secondary', fontVariantNumeric: 'tabular-nums' }}>
                    {seenText(row, staleMs)}
                    {!row.onMap && ' · outside the map'}
                  </Typography>
                </Box>
              </ListItemButton>
            </ListItem>
          );
        })}
      </List>
      {rows.length > mostRows && (
        <Typography variant="body2" sx={{ px: 2.5, py: 2, color: 'text.secondary' }}>
          And {(rows.length - mostRows).toLocaleString('en')} more. Search for one, or look closer at the map.
        </Typography>
      )}
      {rows.length === 0 && (
        <Typography variant="body2" sx={{ px: 2.5, py: 2, color: 'text.secondary' }}>
          No ride fits “{search.trim()}”.
        </Typography>
      )}
    </>
  );
});
