import { channelName, systemClock, type Clock, type HomingError } from '@homing/client';
import { useCallback, useState } from 'react';
import { useConnectionState } from '../connection/connection';
import { useChannel } from '../connection/useChannel';
import { fetchJson } from '../shared/http';
import type { Updates } from '../shared/UpdatesChip';
import { usePolled } from '../shared/usePolled';
import { useSettled } from '../shared/useSettled';
import type { Overview, OverviewQuery, RideList } from './delivery';
import { boxFor, type View } from './map/bounds';

/** A view that is still being moved changes nothing yet. */
export const settleMs = 400;
export const askEveryMs = 5_000;

const askUnderWay = (signal: AbortSignal) => fetchJson<RideList>('/api/deliveries?state=under_way&limit=500', { signal });

export interface OverviewState {
  /** What the gateway tells of this view. It stays while the connection is away. */
  overview: Overview | undefined;
  /** The newest rides under way, wherever they are. */
  rides: RideList | undefined;
  updates: Updates;
  refusal: HomingError | undefined;
  error: unknown;
  reload: () => void;
}

/**
 * Watches the rides in view, and asks from time to time for those that are not: also while what is in view is told live, for the
 * list has the others too.
 */
export function useOverview(view: View | undefined, clock: Clock = systemClock): OverviewState {
  const connected = useConnectionState().kind === 'connected';
  const settled = useSettled(view, settleMs, clock);
  const [box, setBox] = useState<OverviewQuery>();
  const next = settled && boxFor(settled, box);
  if (next !== box) {
    setBox(next);
  }
  const { value, live, refusal } = useChannel(next && channelName('deliveries', next));
  const ask = useCallback((signal: AbortSignal) => askUnderWay(signal), []);
  const { value: rides, error, reload } = usePolled(ask, askEveryMs, clock);

  // Another view has nothing to show at first; what is on the map stays until it has.
  const [last, setLast] = useState<Overview>();
  if (value && value !== last) {
    setLast(value);
  }
  return {
    overview: value ?? last,
    rides,
    updates: connected && live && value ? 'live' : refusal && rides && error === undefined ? 'periodic' : 'none',
    refusal,
    error,
    reload,
  };
}
