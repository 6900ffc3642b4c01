import { useCallback, useState } from 'react';
import { fetchJson } from '../../shared/http';
import { usePolled } from '../../shared/usePolled';
import type { TrackFeature } from '../delivery';
import { trackOf, type Track } from './track';

const refreshMs = 5_000;

export interface TrackState {
  /** Null where the ride has no position. */
  track: Track | null | undefined;
  error: unknown;
  reload: () => void;
}

/** The track of a ride, or of the newest one of the route. It grows while the ride is under way. */
export function useTrack(routeId: string, rideId: string | undefined): TrackState {
  const ask = useCallback(
    async (signal: AbortSignal) => {
      const query = rideId === undefined ? '' : `?ride=${encodeURIComponent(rideId)}`;
      const track = trackOf(await fetchJson<TrackFeature>(`/api/deliveries/${encodeURIComponent(routeId)}/track${query}`, { signal }));
      return { routeId, rideId, track: track ?? null };
    },
    [routeId, rideId],
  );
  const [whole, setWhole] = useState<typeof ask>();
  const { value, error, reload } = usePolled(ask, whole === ask ? undefined : refreshMs);
  const mine = value?.routeId === routeId && value.rideId === rideId ? value : undefined;
  if (mine?.track?.finished === true && whole !== ask) {
    setWhole(() => ask); // It grows no more.
  }
  return { track: mine?.track, error, reload };
}
