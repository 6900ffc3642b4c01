import { Box, Drawer, Paper, useMediaQuery, useTheme } from '@mui/material';
import { useCallback, useMemo, useState } from 'react';
import { useNotify } from '../app/notices';
import { useNow } from '../shared/useNow';
import { noFilters, queryFor } from './filters';
import type { Lot, NearbyLot } from './lot';
import { LotDetails } from './LotDetails';
import { LotMap } from './map/LotMap';
import { SearchPanel } from './SearchPanel';
import { useLots } from './useLots';
import { useNearby } from './useNearby';
import { usePosition } from './usePosition';

const noLots: NearbyLot[] = [];

export function ParkingPage() {
  const theme = useTheme();
  const wide = useMediaQuery(theme.breakpoints.up('md'));
  const notify = useNotify();
  const complain = useCallback(
    (text: string) => {
      notify(text, 'warning');
    },
    [notify],
  );
  const positioning = usePosition(complain);
  const { position, moveTo } = positioning;
  const [filters, setFilters] = useState(noFilters);
  const [on, setOn] = useState(true);
  const [selectedId, setSelectedId] = useState<string>();
  const now = useNow(15_000);

  const query = useMemo(() => position && queryFor(position, filters), [position, filters]);
  const search = useNearby(query, on);
  const { lots: all } = useLots();
  const nearby = search.answer?.lots ?? noLots;
  const selected = findLot(selectedId, nearby, all);

  const close = () => {
    const row = document.querySelector<HTMLElement>(`[data-lot="${CSS.escape(selectedId ?? '')}"]`);
    setSelectedId(undefined);
    row?.focus();
  };
  const details = selected && (
    <LotDetails
      lot={selected}
      position={position}
      stayMinutes={filters.stayMinutes || undefined}
      now={now}
      onClose={close}
    />
  );

  return (
    <Box sx={{ display: 'flex', flexDirection: { xs: 'column', md: 'row-reverse' }, height: '100%', overflowY: { xs: 'auto', md: 'hidden' } }}>
      <title>Parking · Homing</title>
      <Box
        sx={{
          position: { xs: 'sticky', md: 'relative' },
          top: 0,
          zIndex: 1,
          flexGrow: { md: 1 },
          flexShrink: 0,
          height: { xs: '42dvh', md: 'auto' },
          minWidth: 0,
        }}
      >
        <LotMap
          nearby={nearby}
          all={all}
          position={position}
          radiusM={filters.radiusM}
          selected={selected}
          onSelect={setSelectedId}
          onMove={moveTo}
        />
        {wide && details && (
          <Paper elevation={6} sx={{ border: 1, borderColor: 'divider', position: 'absolute', top: 16, left: 16, width: 360, maxHeight: 'calc(100% - 64px)', overflowY: 'auto', zIndex: 2 }}>
            {details}
          </Paper>
        )}
      </Box>
      <Box
        sx={{
          width: { md: 420 },
          flexGrow: { xs: 1, md: 0 },
          flexShrink: { md: 0 },
          minHeight: 0,
          bgcolor: 'background.paper',
          borderRight: { md: 1 },
          borderColor: { md: 'divider' },
        }}
      >
        <SearchPanel
          positioning={positioning}
          filters={filters}
          onFilters={setFilters}
          on={on}
          onToggle={setOn}
          search={search}
          now={now}
          selectedId={selectedId}
          onSelect={setSelectedId}
        />
      </Box>
      {!wide && (
        <Drawer
          anchor="bottom"
          open={details !== undefined}
          onClose={close}
          slotProps={{ paper: { sx: { borderRadius: '16px 16px 0 0', maxHeight: '80dvh' } } }}
        >
          {details}
        </Drawer>
      )}
    </Box>
  );
}

function findLot(id: string | undefined, nearby: readonly NearbyLot[], all: readonly Lot[]): Lot | NearbyLot | undefined {
  if (id === undefined) {
    return undefined;
  }
  const known = all.find((lot) => lot.lot_id === id);
  const near = nearby.find((lot) => lot.lot_id === id);
  return near ? { ...known, ...near } : known;
}
