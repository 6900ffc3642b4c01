import LocalShippingOutlined from '@mui/icons-material/LocalShippingOutlined';
import ZoomOutMapOutlined from '@mui/icons-material/ZoomOutMapOutlined';
import { Alert, Box, Button, Chip, LinearProgress, Tab, Tabs, Typography } from '@mui/material';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useConnectionState } from '../connection/connection';
import { EmptyState } from '../shared/EmptyState';
import { fromMercator } from '../shared/mercator';
import { UpdatesChip } from '../shared/UpdatesChip';
import { useNow } from '../shared/useNow';
import { visuallyHidden } from '../shared/visuallyHidden';
import { factsOf } from './chosenFacts';
import { staleAfterMs } from './delivery';
import { boundsOf, type Bounds, type View } from './map/bounds';
import { RideMap } from './map/RideMap';
import type { MapLine } from './map/rideMapProps';
import { Playback } from './playback/Playback';
import { useTrack } from './playback/useTrack';
import { RideCard } from './RideCard';
import { RideList } from './RideList';
import { RouteChooser } from './RouteChooser';
import { RouteList } from './RouteList';
import { found, rowsOf } from './rideRows';
import { useChosenRide } from './useChosenRide';
import { patienceMs, useLiveFleet } from './useLiveFleet';
import { askEveryMs, useOverview } from './useOverview';
import { useRoutes } from './useRoutes';
import { useStart } from './useStart';
import { timeText } from './words';

/** To so many routes the empty page offers a start of their own. */
const mostOffers = 6;

export default function DeliveriesPage() {
  const [params, setParams] = useSearchParams();
  const chosenId = params.get('route') ?? undefined;
  const now = useNow(1_000);
  const connection = useConnectionState();
  const connected = connection.kind === 'connected';
  const routes = useRoutes(chosenId);
  const [view, setView] = useState<View>();
  const overviewState = useOverview(view);
  const { overview, rides, updates, refusal, reload } = overviewState;
  const chosenRide = useChosenRide(chosenId);
  const fleet = useLiveFleet(overviewState, chosenRide, routes);
  const [following, setFollowing] = useState(false);
  const [playbackOf, setPlaybackOf] = useState<{ routeId: string; rideId: string | undefined }>();
  const [tab, setTab] = useState<'rides' | 'routes'>('rides');
  const [search, setSearch] = useState('');
  const [fit, setFit] = useState<Bounds>();
  const staleMs = patienceMs(updates, staleAfterMs);

  const titleOf = useCallback((routeId: string) => routes.byId.get(routeId)?.title ?? `Route ${routeId}`, [routes.byId]);
  const reloadChosen = chosenRide.reload;
  const reloadAll = useCallback(() => {
    reload();
    reloadChosen();
  }, [reload, reloadChosen]);
  const { start, asking, requested, arrived, begun } = useStart(titleOf, reloadAll);

  useEffect(() => {
    fleet.wake();
  }, [fleet, now]);

  // Says that the chosen ride has arrived, where it was seen under way.
  const { event } = chosenRide;
  const driving = useRef<string>(undefined);
  useEffect(() => {
    if (event) {
      const ride = `${event.route_id} ${event.ride_id ?? ''}`;
      if (!event.finished) {
        driving.current = ride;
        begun(event.route_id);
      } else if (driving.current === ride) {
        driving.current = undefined;
        arrived(event.route_id, event.ride_id ?? undefined);
      }
    }
  }, [event, arrived, begun]);

  const everything = useMemo(() => {
    const places = routes.entries.flatMap((entry) => [entry.startPosition, entry.endPosition, ...(routes.shapes.get(entry._id)?.line.places ?? [])]);
    return boundsOf(places);
  }, [routes.entries, routes.shapes]);
  const chosenBounds = useMemo(() => {
    const entry = chosenId === undefined ? undefined : routes.byId.get(chosenId);
    return entry && boundsOf([entry.startPosition, entry.endPosition, ...(routes.shapes.get(entry._id)?.line.places ?? [])]);
  }, [chosenId, routes.byId, routes.shapes]);

  const { byId } = routes;
  const choose = useCallback(
    (routeId: string | undefined) => {
      setPlaybackOf(undefined);
      setFollowing(false);
      setParams(routeId === undefined ? {} : { route: routeId });
      const spot = routeId === undefined || byId.has(routeId) ? undefined : fleet.spotOf(routeId);
      setFit(spot && boundsOf([fromMercator(spot)]));
    },
    [byId, fleet, setParams],
  );
  const showAll = () => {
    setFollowing(false);
    const seen = [...fleet.all()].map((one) => fromMercator(one.glide));
    const told = (rides?.rides ?? []).flatMap(({ lat, lng }) => (typeof lat === 'number' && typeof lng === 'number' ? [{ lat, lng }] : []));
    const bounds = boundsOf([...seen, ...told]) ?? everything;
    setFit(bounds && { ...bounds });
  };

  const lines = useMemo<MapLine[]>(
    () => [...routes.shapes].map(([routeId, { coordinates }]) => ({ routeId, title: titleOf(routeId), coordinates })),
    [routes.shapes, titleOf],
  );
  const chosenEntry = chosenId === undefined ? undefined : routes.byId.get(chosenId);
  const chosen = useMemo(
    () => chosenEntry && { routeId: chosenEntry._id, start: chosenEntry.startPosition, end: chosenEntry.endPosition },
    [chosenEntry],
  );
  const facts = chosenId === undefined ? undefined : factsOf(chosenId, chosenRide, routes, fleet, requested.get(chosenId), now, staleMs);
  // Once a second, however often something is told: there may be ten thousand.
  const rows = useMemo(() => rowsOf(fleet, rides, byId, now), [fleet, rides, byId, now]);
  const shownRows = useMemo(() => found(rows, search), [rows, search]);
  const underWay = useMemo(() => new Set(rows.filter((row) => !row.finished).map((row) => row.routeId)), [rows]);
  const total = rides && rides.total > rides.rides.length ? rides.total : underWay.size;
  const nothingKnown = overview === undefined && rides === undefined;

  return (
    <Box sx={{ display: 'flex', flexDirection: { xs: 'column', md: 'row-reverse' }, height: '100%', overflowY: { xs: 'auto', md: 'hidden' } }}>
      <title>Deliveries · Homing</title>
      <Box sx={{ position: { xs: 'sticky', md: 'relative' }, top: 0, zIndex: 1, flexGrow: { md: 1 }, flexShrink: 0, height: { xs: '42dvh', md: 'auto' }, minWidth: 0 }}>
        <RideMap
          label="Map of rides"
          fleet={fleet}
          lines={lines}
          chosen={chosen}
          following={following}
          fit={fit ?? chosenBounds ?? everything}
          onChoose={choose}
          onView={setView}
          onDrag={() => {
            setFollowing(false);
          }}
        />
        <Button
          size="small"
          variant="contained"
          color="inherit"
          startIcon={<ZoomOutMapOutlined />}
          onClick={showAll}
          sx={{ position: 'absolute', top: { xs: 12, md: 'auto' }, bottom: { md: 12 }, left: '50%', transform: 'translateX(-50%)', bgcolor: 'background.paper', color: 'text.primary', borderRadius: 99, boxShadow: 3, whiteSpace: 'nowrap' }}
        >
          Show all
        </Button>
      </Box>
      <Box
        sx={{ width: { md: 420 }, flexGrow: { xs: 1, md: 0 }, flexShrink: { md: 0 }, minHeight: 0, display: 'flex', flexDirection: 'column', bgcolor: 'background.paper', borderRight: { md: 1 }, borderColor: { md: 'divider' } }}
      >
        <Box sx={{ px: 2.5, pt: 2, pb: 1.5, borderBottom: 1, borderColor: 'divider', position: 'relative' }}>
          <Box sx={{ display: 'flex', alignItems: 'center', justifyContent: 'space-between', mb: 1.5 }}>
            <Typography variant="h1">Deliveries</Typography>
            <UpdatesChip updates={updates} everyMs={askEveryMs} />
          </Box>
          <RouteChooser
            routes={routes}
            chosen={chosenEntry}
            underWay={chosenId !== undefined && underWay.has(chosenId)}
            asking={asking !== undefined}
            connected={connected}
            onChoose={choose}
            onStart={start}
          />
          {nothingKnown && connected && <LinearProgress aria-label="Loading rides" sx={{ position: 'absolute', left: 0, right: 0, bottom: 0, height: 2 }} />}
        </Box>
        <Box role="status" sx={visuallyHidden} data-testid="rides-text">
          {nothingKnown ? '' : underWayText(total)}
        </Box>
        <Box sx={{ flexGrow: 1, minHeight: 0, overflowY: { md: 'auto' } }}>
          {!connected && (
            <Alert severity="warning" sx={{ borderRadius: 0 }}>
              {connection.kind === 'closed' ? 'Not connected.' : 'Offline.'}
              {overview ? ` What you see is from ${timeText(overview.as_of)}; each ride says how old its position is.` : ' Rides are shown when the connection is back.'}
            </Alert>
          )}
          {connected && refusal && (
            <Alert severity={updates === 'periodic' ? 'info' : 'error'} sx={{ borderRadius: 0 }}>
              {updates === 'periodic' ? 'This gateway does not tell positions as they come, so they are asked for.' : `Positions cannot be had: ${refusal.message}`}
            </Alert>
          )}
          {routes.error !== undefined && (
            <Alert severity="error" sx={{ borderRadius: 0 }}>
              The routes cannot be had: {routes.error instanceof Error ? routes.error.message : 'no answer came.'} They are asked for again.
            </Alert>
          )}
          {facts && (
            <RideCard
              facts={facts}
              now={now}
              following={following}
              onFollow={setFollowing}
              onPlayback={
                facts.look === 'none' || facts.look === 'requested' || playbackOf
                  ? undefined
                  : () => {
                      setPlaybackOf({ routeId: facts.routeId, rideId: facts.rideId });
                    }
              }
              onClose={() => {
                choose(undefined);
              }}
            >
              {playbackOf?.routeId === facts.routeId && (
                <RidePlayback
                  {...playbackOf}
                  title={facts.title}
                  fleet={fleet}
                  onClose={() => {
                    setPlaybackOf(undefined);
                  }}
                />
              )}
            </RideCard>
          )}
          <Tabs
            value={tab}
            onChange={(_, value: typeof tab) => {
              setTab(value);
            }}
            aria-label="Lists"
            sx={{ px: 1.5, borderBottom: 1, borderColor: 'divider' }}
          >
            <Tab value="rides" id="tab-rides" aria-controls="panel-rides" label={`Under way ${total.toLocaleString('en')}`} />
            <Tab value="routes" id="tab-routes" aria-controls="panel-routes" label={`Routes ${routes.entries.length.toLocaleString('en')}`} />
          </Tabs>
          <Box role="tabpanel" id={`panel-${tab}`} aria-labelledby={`tab-${tab}`}>
            {tab === 'routes' ? (
              <RouteList routes={routes} underWay={underWay} chosenId={chosenId} onChoose={choose} />
            ) : rows.length > 0 ? (
              <RideList rows={shownRows} search={search} onSearch={setSearch} staleMs={staleMs} chosenId={chosenId} onChoose={choose} />
            ) : nothingKnown ? null : (
              <EmptyState icon={<LocalShippingOutlined />} title="No ride is under way">
                <Typography variant="body2" sx={{ mb: 2 }}>
                  Choose a route above and start it{routes.entries.length > 0 && routes.entries.length <= mostOffers ? ', or start one here:' : '.'}
                </Typography>
                <Box role="group" aria-label="Routes to start" sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, justifyContent: 'center' }}>
                  {routes.entries.length <= mostOffers &&
                    routes.entries.map(({ _id: id, title }) => (
                      <Chip
                        key={id}
                        clickable
                        variant="outlined"
                        disabled={!connected || asking !== undefined}
                        label={`Start ${title}`}
                        onClick={() => {
                          choose(id);
                          start(id);
                        }}
                      />
                    ))}
                </Box>
              </EmptyState>
            )}
          </Box>
        </Box>
      </Box>
    </Box>
  );
}

interface RidePlaybackProps {
  routeId: string;
  rideId: string | undefined;
  title: string;
  fleet: Parameters<typeof Playback>[0]['fleet'];
  onClose: () => void;
}

function RidePlayback({ routeId, rideId, ...rest }: RidePlaybackProps) {
  const state = useTrack(routeId, rideId);
  return <Playback routeId={routeId} state={state} {...rest} />;
}

function underWayText(total: number): string {
  return total === 0 ? 'No ride is under way.' : total === 1 ? '1 ride is under way.' : `${total.toLocaleString('en')} rides are under way.`;
}
