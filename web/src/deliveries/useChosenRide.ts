import { HomingProblem } from '@homing/client';
import { useCallback, useEffect, useRef } from 'react';
import { useChannel } from '../connection/useChannel';
import { fetchJson } from '../shared/http';
import { usePolled } from '../shared/usePolled';
import type { Ride, RideEvent } from './delivery';

const refreshMs = 10_000;

export interface ChosenRide {
  /** The newest position, as its own channel tells it. */
  event: RideEvent | undefined;
  live: boolean;
  /** The ride as HTTP knows it; null where the route was never ridden. */
  ride: Ride | null | undefined;
  error: unknown;
  reload: () => void;
}

/** Everything about the newest ride of a route. */
export function useChosenRide(routeId: string | undefined): ChosenRide {
  const { value: event, live } = useChannel(routeId === undefined ? undefined : `deliveries/${routeId}`);
  const ask = useCallback(
    async (signal: AbortSignal) => {
      if (routeId === undefined) {
        return undefined;
      }
      try {
        return { routeId, ride: await fetchJson<Ride>(`/api/deliveries/${encodeURIComponent(routeId)}`, { signal }) };
      } catch (failure) {
        if (failure instanceof HomingProblem && failure.status === 404) {
          return { routeId, ride: null };
        }
        throw failure;
      }
    },
    [routeId],
  );
  const { value, error, reload } = usePolled(ask, routeId === undefined ? undefined : refreshMs);

  // Another ride, or the end of this one, is worth asking for at once.
  const chapter = `${event?.ride_id ?? ''} ${String(event?.finished ?? '')}`;
  const last = useRef(chapter);
  useEffect(() => {
    if (last.current !== chapter) {
      last.current = chapter;
      reload();
    }
  }, [chapter, reload]);

  return { event, live, ride: value?.routeId === routeId ? value?.ride : undefined, error, reload };
}
