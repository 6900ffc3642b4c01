import EditLocationAltOutlined from '@mui/icons-material/EditLocationAltOutlined';
import LocalParkingOutlined from '@mui/icons-material/LocalParkingOutlined';
import MyLocationOutlined from '@mui/icons-material/MyLocationOutlined';
import { Alert, Box, Button, CircularProgress, FormControlLabel, LinearProgress, Skeleton, Switch, Typography } from '@mui/material';
import { HomingProblem } from '@homing/client';
import { useConnectionState } from '../connection/connection';
import { age } from '../shared/age';
import { EmptyState } from '../shared/EmptyState';
import { distanceText } from '../shared/geo';
import { UpdatesChip } from '../shared/UpdatesChip';
import { visuallyHidden } from '../shared/visuallyHidden';
import { FilterBar } from './FilterBar';
import { noFilters, type Filters } from './filters';
import { LotList } from './LotList';
import { Places } from './Places';
import type { Positioning } from './usePosition';
import { askEveryMs, type Search } from './useNearby';
import { resultText } from './words';

interface SearchPanelProps {
  positioning: Positioning;
  filters: Filters;
  onFilters: (filters: Filters) => void;
  on: boolean;
  onToggle: (on: boolean) => void;
  search: Search;
  now: number;
  selectedId: string | undefined;
  onSelect: (lotId: string) => void;
}

export function SearchPanel(props: SearchPanelProps) {
  const { positioning, filters, onFilters, on, onToggle, search } = props;
  const { position, locating, locate } = positioning;
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', minHeight: 0, height: '100%' }}>
      <Box sx={{ px: 2.5, pt: 2, pb: 1.5, borderBottom: 1, borderColor: 'divider', position: 'relative' }}>
        <Box sx={{ display: 'flex', alignItems: 'center', justifyContent: 'space-between', mb: 1 }}>
          <Typography variant="h1">Find parking</Typography>
          <FormControlLabel
            labelPlacement="start"
            label={on ? 'Updating' : 'Paused'}
            slotProps={{ typography: { variant: 'body2', sx: { color: 'text.secondary' } } }}
            control={
              <Switch
                checked={on}
                slotProps={{ input: { 'aria-label': 'Search' } }}
                onChange={(_, checked) => {
                  onToggle(checked);
                }}
              />
            }
          />
        </Box>
        <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5, mb: 1.25 }}>
          <Button
            variant={position ? 'outlined' : 'contained'}
            size="small"
            startIcon={locating ? <CircularProgress size={16} color="inherit" /> : <MyLocationOutlined />}
            disabled={locating}
            onClick={locate}
          >
            My position
          </Button>
          <Typography variant="body2" data-testid="position" sx={{ color: 'text.secondary', minWidth: 0, flexGrow: 1 }}>
            {position ? positionText(position) : 'or click on the map'}
          </Typography>
          {search.answer && <UpdatesChip updates={search.updates} everyMs={askEveryMs} />}
        </Box>
        <FilterBar filters={filters} onChange={onFilters} />
        {search.loading && (
          <LinearProgress aria-label="Searching" sx={{ position: 'absolute', left: 0, right: 0, bottom: 0, height: 2 }} />
        )}
      </Box>
      <Box role="status" sx={visuallyHidden} data-testid="result-text">
        {search.answer ? resultText(search.answer.lots) : ''}
      </Box>
      <Box sx={{ flexGrow: 1, minHeight: 0, overflowY: { md: 'auto' } }}>
        <SearchResult {...props} />
      </Box>
    </Box>
  );
}

function positionText({ lat, lng, from, name }: NonNullable<Positioning['position']>): string {
  const where = `${lat.toFixed(4)}, ${lng.toFixed(4)}`;
  return name ?? (from === 'device' ? `You are at ${where}` : `Chosen: ${where}`);
}

function SearchResult({ positioning, filters, onFilters, on, onToggle, search, now, selectedId, onSelect }: SearchPanelProps) {
  const { kind } = useConnectionState();
  const { answer, error } = search;
  const connected = kind === 'connected';
  if (!positioning.position) {
    return (
      <EmptyState icon={<EditLocationAltOutlined />} title="Where do you want to park?">
        <Typography variant="body2" sx={{ mb: 2 }}>
          Use your position, click on the map, or start here:
        </Typography>
        <Places onChoose={positioning.moveTo} />
      </EmptyState>
    );
  }
  return (
    <>
      {!connected && (
        <Alert severity="warning" sx={{ borderRadius: 0 }}>
          {kind === 'closed' ? 'Not connected.' : 'Offline.'}
          {answer ? ` What you see is from ${momentText(search.holdsUntil, now)}.` : ' The answer comes when the connection is back.'}
        </Alert>
      )}
      {connected && error !== undefined && (
        <Alert severity="error" sx={{ borderRadius: 0 }}>
          {error instanceof HomingProblem ? error.message : 'No answer this time. It is asked again.'}
        </Alert>
      )}
      {!on && (
        <Alert
          severity="info"
          icon={false}
          sx={{ borderRadius: 0 }}
          action={
            <Button
              size="small"
              color="inherit"
              onClick={() => {
                onToggle(true);
              }}
            >
              Search
            </Button>
          }
        >
          The search is paused{answer ? `: what you see is from ${momentText(search.holdsUntil, now)}` : ''}.
        </Alert>
      )}
      {search.loading && connected && <LoadingRows />}
      {answer && answer.lots.length > 0 && (
        <LotList
          lots={answer.lots}
          now={now}
          stayMinutes={filters.stayMinutes || undefined}
          selectedId={selectedId}
          onSelect={onSelect}
        />
      )}
      {answer?.lots.length === 0 && (
        <EmptyState icon={<LocalParkingOutlined />} title={`No car park fits${radiusText(filters)}`}>
          <Button
            variant="outlined"
            sx={{ mt: 1.5 }}
            onClick={() => {
              onFilters({ ...noFilters, radiusM: 0 });
            }}
          >
            Show all, at any distance
          </Button>
        </EmptyState>
      )}
    </>
  );
}

function radiusText({ radiusM }: Filters): string {
  return radiusM > 0 ? ` within ${distanceText(radiusM)}` : '';
}

function momentText(moment: number | undefined, now: number): string {
  if (moment === undefined) {
    return 'before';
  }
  const time = new Date(moment).toLocaleTimeString('en', { hour: '2-digit', minute: '2-digit', hour12: false });
  return `${time}, ${age(moment, now)}`.replace(/\.$/, '');
}

function LoadingRows() {
  return (
    <Box aria-hidden sx={{ p: 2.5, display: 'grid', gap: 2.5 }}>
      {[0, 1, 2, 3].map((row) => (
        <Box key={row} sx={{ display: 'flex', gap: 1.75 }}>
          <Skeleton variant="rounded" width={52} height={52} />
          <Box sx={{ flexGrow: 1 }}>
            <Skeleton width="70%" />
            <Skeleton width="50%" />
          </Box>
        </Box>
      ))}
    </Box>
  );
}
