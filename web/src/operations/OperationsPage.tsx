import HubOutlined from '@mui/icons-material/HubOutlined';
import { Alert, Box, LinearProgress, Typography } from '@mui/material';
import { useEffect, useMemo, useState } from 'react';
import { useNotify } from '../app/notices';
import { loadSettings } from '../app/settings';
import { useConnectionState } from '../connection/connection';
import { RetryButton } from '../connection/RetryButton';
import { EmptyState } from '../shared/EmptyState';
import { chartsOf, figure } from './charts';
import { DrillDialog } from './DrillDialog';
import { progressOf, start, type Drill } from './drills';
import { GatewayCards } from './GatewayCards';
import { GatewayList } from './GatewayList';
import { gatewaysOf, type OperationsView } from './operations';
import { ProcessTable } from './ProcessTable';
import { TimeChart } from './TimeChart';
import { useOperations, type Picture } from './useOperations';

export default function OperationsPage() {
  const picture = useOperations();
  return (
    <Box sx={{ height: '100%', overflow: 'auto' }}>
      <Box sx={{ maxWidth: 1440, mx: 'auto', p: { xs: 2, sm: 3 } }}>
        <title>Operations · Homing</title>
        <Typography variant="h1" sx={{ mb: 0.5 }}>
          Operations
        </Typography>
        <Typography sx={{ color: 'text.secondary', mb: 2 }}>All processes as they are now, and were in the last five minutes.</Typography>
        <Content picture={picture} />
      </Box>
    </Box>
  );
}

function Content({ picture }: { picture: Picture }) {
  const { view, live, refusal } = picture;
  const connection = useConnectionState();
  if (refusal && !view) {
    return refusal.code === 'forbidden' ? <NotAllowed reason={refusal.message} /> : <NotServed reason={refusal.message} />;
  }
  const lost = connection.kind !== 'connected' && connection.kind !== 'idle' && (view !== undefined || connection.kind !== 'connecting');
  return (
    <>
      {lost && (
        <Alert
          severity={view ? 'warning' : 'error'}
          sx={{ mb: 2 }}
          action={<RetryButton />}
        >
          {view ? `Reconnecting. What you see is from ${timeOf(view.at)}.` : 'There is no connection to a gateway. It is tried again by itself.'}
        </Alert>
      )}
      {!view && !lost && <LinearProgress aria-label="Loading operations" />}
      {view && <Shown picture={picture} view={view} live={live} />}
    </>
  );
}

function Shown({ picture, view, live }: { picture: Picture; view: OperationsView; live: boolean }) {
  const { samples, changes } = picture;
  const connection = useConnectionState();
  const mine = connection.kind === 'connected' ? connection.apiId : undefined;
  const gateways = gatewaysOf(view);
  const charts = useMemo(() => chartsOf(samples), [samples]);
  const times = useMemo(() => samples.map((sample) => new Date(sample.at)), [samples]);
  const drilling = useDrills(view);
  return (
    <Box sx={{ display: 'grid', gap: 3, gridTemplateColumns: 'minmax(0, 1fr)' }} data-testid="operations" data-live={live}>
      {drilling.status}
      <Totals view={view} />
      <section aria-labelledby="gateways">
        <Typography id="gateways" variant="h2" sx={{ mb: 1.5 }}>
          Gateways
        </Typography>
        {gateways.length === 0 ? (
          <EmptyState icon={<HubOutlined />} title="No gateway is heard of yet" />
        ) : (
          <GatewayCards gateways={gateways} mine={mine} onDrill={drilling.onDrill} />
        )}
      </section>
      <section aria-labelledby="figures">
        <Typography id="figures" variant="h2" sx={{ mb: 1.5 }}>
          The last minutes
        </Typography>
        <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'repeat(2, minmax(0, 1fr))', xl: 'repeat(3, minmax(0, 1fr))' } }}>
          {charts.map((chart) => (
            <TimeChart key={chart.title} chart={chart} times={times} changes={changes} />
          ))}
          <Changes picture={picture} />
        </Box>
      </section>
      <section aria-labelledby="processes">
        <Typography id="processes" variant="h2" sx={{ mb: 1.5 }}>
          Processes
        </Typography>
        <ProcessTable processes={view.processes} />
      </section>
      {drilling.dialog}
    </Box>
  );
}

function Totals({ view: { now, processes } }: { view: OperationsView }) {
  const facts: readonly (readonly [string, number])[] = [
    ['Processes', processes.filter((process) => process.state === 'live').length],
    ['Connections', now.connections],
    ['In flight', now.in_flight],
    ['Dead letters', now.dead_letters],
    ['Leases lost', now.leases_lost],
  ];
  return (
    <Box component="dl" sx={{ m: 0, display: 'flex', flexWrap: 'wrap', columnGap: 4, rowGap: 1, '& dd': { m: 0 } }}>
      {facts.map(([name, value]) => (
        <Box key={name}>
          <Typography component="dt" variant="caption" sx={{ color: 'text.secondary' }}>
            {name}
          </Typography>
          <Typography component="dd" sx={{ fontSize: '1.5rem', fontWeight: 700, lineHeight: 1.2, fontVariantNumeric: 'tabular-nums' }}>
            {figure(value)}
          </Typography>
        </Box>
      ))}
    </Box>
  );
}

/** The marks of the charts, in words. */
function Changes({ picture: { changes } }: { picture: Picture }) {
  return (
    <Box>
      <Typography component="h3" variant="subtitle1" sx={{ mb: 1 }}>
        Changes of leases
      </Typography>
      {changes.length === 0 ? (
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          None since this page was opened. Each will be a mark on the charts.
        </Typography>
      ) : (
        <Box component="ol" reversed aria-label="Changes of leases" sx={{ m: 0, p: 0, listStyle: 'none', maxHeight: 190, overflow: 'auto' }}>
          {changes.toReversed().map((change, index) => (
            <Typography component="li" variant="body2" key={`${String(change.at)} ${String(index)}`} sx={{ py: 0.25, fontVariantNumeric: 'tabular-nums' }}>
              <Box component="span" sx={{ color: 'text.secondary', mr: 1 }}>
                {timeOf(change.at)}
              </Box>
              {change.text}
            </Typography>
          ))}
        </Box>
      )}
    </Box>
  );
}

/** Ends gateways on purpose, where the server allows it, and follows what comes of it. */
function useDrills(view: OperationsView) {
  const [allowed, setAllowed] = useState(false);
  const [asked, setAsked] = useState<Drill>();
  const [running, setRunning] = useState<Drill>();
  const notify = useNotify();
  useEffect(() => {
    void loadSettings().then(({ drills }) => {
      setAllowed(drills);
    });
  }, []);

  const confirm = async (drill: Drill) => {
    setAsked(undefined);
    setRunning(drill);
    try {
      await start(drill.kind, drill.gateway.api_id ?? -1);
    } catch (failure) {
      setRunning(undefined);
      notify(`It could not be done: ${failure instanceof Error ? failure.message : 'no answer came'}`, 'error');
    }
  };
  const progress = running && view.at > running.startedAt ? progressOf(running, view) : undefined;
  return {
    onDrill: allowed
      ? (kind: Drill['kind'], gateway: Drill['gateway']) => {
          setAsked({ kind, gateway, connectionsBefore: view.now.connections, startedAt: view.at });
        }
      : undefined,
    status: progress && (
      <Alert
        severity={progress.over ? 'success' : 'info'}
        data-testid="drill"
        onClose={() => {
          setRunning(undefined);
        }}
      >
        {progress.text}
      </Alert>
    ),
    dialog: (
      <DrillDialog
        drill={asked}
        onCancel={() => {
          setAsked(undefined);
        }}
        onConfirm={(drill) => void confirm(drill)}
      />
    ),
  };
}

function NotAllowed({ reason }: { reason: string }) {
  return (
    <>
      <Alert severity="info" sx={{ mb: 2 }}>
        {reason} What anybody may see are the gateways that live.
      </Alert>
      <GatewayList />
    </>
  );
}

function NotServed({ reason }: { reason: string }) {
  return (
    <>
      <Alert severity="error" sx={{ mb: 2 }}>
        The picture cannot be had: {reason} It is tried again on the next connection.
      </Alert>
      <GatewayList />
    </>
  );
}

function timeOf(time: string | number): string {
  return new Date(time).toLocaleTimeString('en-GB');
}
