import InsightsOutlined from '@mui/icons-material/InsightsOutlined';
import { Alert, Box, Button, LinearProgress, Paper, Typography } from '@mui/material';
import { useCallback, useMemo, useRef, useState } from 'react';
import { EmptyState } from '../../shared/EmptyState';
import { distanceText } from '../../shared/geo';
import { reducedMotion } from '../../shared/reducedMotion';
import { Fleet } from '../fleet';
import { boundsOf, type Bounds } from '../map/bounds';
import { RideMap } from '../map/RideMap';
import type { MapLine } from '../map/rideMapProps';
import { Playback } from '../playback/Playback';
import { useTrack, type TrackState } from '../playback/useTrack';
import { Bars } from './Bars';
import { binText, countText, endsOf, heatOf, type InsightsAnswer, type PastRide, type Range } from './insights';
import { PastRidesTable } from './PastRidesTable';
import { RangeBar } from './RangeBar';
import { useInsights } from './useInsights';

const teal = '#2a9d8f';
const blue = '#4f86d9';
const noLines: readonly MapLine[] = [];

export default function InsightsPage() {
  const [range, setRange] = useState<Range>({ kind: 'day' });
  const [askedAt, setAskedAt] = useState(() => Date.now());
  const ends = endsOf(range, askedAt);
  const insights = useInsights(ends?.from, ends?.to);
  const { answer, rides, loading, error } = insights;
  const nothing = answer?.totals.positions === 0 && answer.totals.started === 0;
  return (
    <Box sx={{ height: '100%', overflow: 'auto' }}>
      <title>Insights · Homing</title>
      <Box sx={{ maxWidth: 1440, mx: 'auto', p: { xs: 2, sm: 3 } }} aria-busy={loading} data-testid="insights">
        <Typography variant="h1" sx={{ mb: 0.5 }}>
          Insights
        </Typography>
        <Typography sx={{ color: 'text.secondary', mb: 2 }}>What the rides were like: how many, how fast, and where.</Typography>
        <RangeBar
          range={range}
          onChange={(next) => {
            setAskedAt(Date.now());
            setRange(next);
          }}
          onRefresh={() => {
            setAskedAt(Date.now());
            insights.reload();
          }}
        />
        <Box sx={{ height: 4, my: 1 }}>{loading && <LinearProgress aria-label="Loading insights" />}</Box>
        {error !== undefined && (
          <Alert
            severity="error"
            sx={{ mb: 2 }}
            action={
              <Button color="inherit" size="small" onClick={insights.reload}>
                Try again
              </Button>
            }
          >
            The figures cannot be had: {error instanceof Error ? error.message : 'no answer came.'}
            {answer && ' What you see is of the range before.'}
          </Alert>
        )}
        {nothing && !loading ? (
          <EmptyState icon={<InsightsOutlined />} title="No ride in this range">
            <Typography variant="body2">Choose a longer range, or start a ride on the page of deliveries.</Typography>
          </EmptyState>
        ) : (
          answer && rides && <Shown answer={answer} rides={rides} />
        )}
      </Box>
    </Box>
  );
}

function Shown({ answer, rides }: { answer: InsightsAnswer; rides: NonNullable<ReturnType<typeof useInsights>['rides']> }) {
  const [shown, setShown] = useState<PastRide>();
  const map = useRef<HTMLDivElement>(null);
  const show = useCallback((ride: PastRide) => {
    setShown(ride);
    map.current?.scrollIntoView({ block: 'nearest', behavior: reducedMotion() ? 'auto' : 'smooth' });
  }, []);
  const hide = useCallback(() => {
    setShown(undefined);
  }, []);
  return (
    <Box sx={{ display: 'grid', gap: 3, gridTemplateColumns: 'minmax(0, 1fr)' }}>
      <Totals answer={answer} />
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'repeat(2, minmax(0, 1fr))' } }}>
        <Hours answer={answer} />
        <Bars
          title="Speeds"
          unit="Speed"
          touching
          labels={answer.speeds.map(binText)}
          series={[{ label: 'Positions', color: teal, values: answer.speeds.map(({ positions }) => positions) }]}
        />
      </Box>
      <section aria-labelledby="where">
        <Typography id="where" variant="h2" sx={{ mb: 1.5 }}>
          Where
        </Typography>
        <Box ref={map}>{shown ? <ShownRide key={shown.ride_id} ride={shown} onClose={hide} /> : <HeatMap heat={answer.heat} />}</Box>
      </section>
      <section aria-labelledby="past-rides">
        <Typography id="past-rides" variant="h2" sx={{ mb: 1.5 }}>
          Rides
        </Typography>
        {rides.rides.length === 0 ? (
          <Typography variant="body2" sx={{ color: 'text.secondary' }}>
            No ride started in this range.
          </Typography>
        ) : (
          <PastRidesTable rides={rides} shownId={shown?.ride_id} onShow={show} />
        )}
      </section>
    </Box>
  );
}

function Totals({ answer: { totals, known_since: since, from } }: { answer: InsightsAnswer }) {
  const facts: readonly (readonly [string, string])[] = [
    ['Started', countText(totals.started)],
    ['Finished', countText(totals.finished)],
    ['Driven', distanceText(totals.distance_m)],
    ['Positions', countText(totals.positions)],
  ];
  const setAside: readonly (readonly [string, number])[] = [
    ['too late', totals.stale],
    ['of the future', totals.future],
    ['invalid', totals.invalid],
  ];
  const aside = setAside.filter(([, count]) => count > 0).map(([name, count]) => `${countText(count)} ${name}`);
  return (
    <div>
      <Box component="dl" sx={{ m: 0, display: 'flex', flexWrap: 'wrap', columnGap: 4, rowGap: 1, '& dd': { m: 0 } }} data-testid="totals">
        {facts.map(([name, value]) => (
          <Box key={name}>
            <Typography component="dt" variant="caption" sx={{ color: 'text.secondary' }}>
              {name}
            </Typography>
            <Typography component="dd" data-total={name} sx={{ fontSize: '1.5rem', fontWeight: 700, lineHeight: 1.2, fontVariantNumeric: 'tabular-nums' }}>
              {value}
            </Typography>
          </Box>
        ))}
      </Box>
      {aside.length > 0 && (
        <Typography variant="body2" sx={{ color: 'text.secondary', mt: 1 }}>
          Positions set aside: {aside.join(', ')}.
        </Typography>
      )}
      {since && Date.parse(since) > Date.parse(from) && (
        <Typography variant="body2" sx={{ color: 'text.secondary', mt: 1 }}>
          Nothing is known of the time before {new Date(since).toLocaleString('en-GB')}.
        </Typography>
      )}
    </div>
  );
}

function Hours({ answer: { hours } }: { answer: InsightsAnswer }) {
  const oneDay = hours.length <= 25;
  const format = new Intl.DateTimeFormat('en-GB', oneDay ? { hour: '2-digit', minute: '2-digit' } : { day: 'numeric', month: 'short', hour: '2-digit' });
  return (
    <Bars
      title="Rides an hour"
      unit="Hour"
      labels={hours.map(({ hour }) => format.format(new Date(hour)))}
      series={[
        { label: 'Started', color: blue, values: hours.map(({ started }) => started) },
        { label: 'Finished', color: teal, values: hours.map(({ finished }) => finished) },
      ]}
    />
  );
}

const mapHeight = { xs: 320, md: 440 };

function HeatMap({ heat }: { heat: InsightsAnswer['heat'] }) {
  const [fleet] = useState(() => new Fleet());
  const cells = useMemo(() => heatOf(heat), [heat]);
  const fit = useMemo(() => boundsOf(heat.cells), [heat]);
  const fullest = [...heat.cells].sort((a, b) => b.positions - a.positions).slice(0, 10);
  return (
    <Paper variant="outlined" sx={{ position: 'relative', height: mapHeight, overflow: 'hidden' }} data-testid="heat" data-cells={heat.cells.length}>
      <RideMap label="Heat map of positions" fleet={fleet} lines={noLines} chosen={undefined} heat={cells} fit={fit} onChoose={() => undefined} />
      <Paper elevation={2} sx={{ position: 'absolute', left: 10, top: 10, px: 1.25, py: 0.75, fontSize: 12, display: 'flex', alignItems: 'center', gap: 1, color: 'text.secondary' }}>
        few
        <Box aria-hidden sx={{ width: 70, height: 10, borderRadius: 1, background: 'linear-gradient(90deg, #f4c95d, #ee7b30, #b3162d)' }} />
        many positions
      </Paper>
      <Box component="ol" aria-label="Where most positions are" sx={{ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' }}>
        {fullest.map(({ lat, lng, positions }) => (
          <li key={`${String(lat)} ${String(lng)}`}>
            {lat.toFixed(4)}, {lng.toFixed(4)}: {countText(positions)} positions
          </li>
        ))}
      </Box>
    </Paper>
  );
}

function ShownRide({ ride, onClose }: { ride: PastRide; onClose: () => void }) {
  const [fleet] = useState(() => new Fleet());
  const state = useTrack(ride.route_id, ride.ride_id);
  return (
    <Box sx={{ display: 'grid', gap: 1.5 }} data-testid="shown-ride">
      <TrackMap fleet={fleet} ride={ride} track={state.track ?? undefined} />
      <Playback routeId={ride.route_id} title={ride.title} fleet={fleet} state={state} onClose={onClose} />
    </Box>
  );
}

function TrackMap({ fleet, ride, track }: { fleet: Fleet; ride: PastRide; track: NonNullable<TrackState['track']> | undefined }) {
  const coordinates = track?.coordinates;
  const places = useMemo(() => coordinates?.map(([lng = 0, lat = 0]) => ({ lat, lng })) ?? [], [coordinates]);
  const fit = useMemo<Bounds | undefined>(() => boundsOf(places), [places]);
  const chosen = useMemo(() => {
    const start = places[0];
    const end = places.at(-1);
    return start && end && { routeId: ride.route_id, start, end };
  }, [places, ride.route_id]);
  return (
    <Paper variant="outlined" sx={{ position: 'relative', height: mapHeight, overflow: 'hidden' }}>
      <RideMap label={`Track of ${ride.title}`} fleet={fleet} lines={noLines} chosen={chosen} track={coordinates} fit={fit} onChoose={() => undefined} />
    </Paper>
  );
}
