import { systemClock, type Clock } from '@homing/client';
import { useCallback } from 'react';
import { useConnection } from '../connection/connection';
import type { NearbyAnswer, NearbyQuery } from './lot';
import { useSearch, type Search } from './useSearch';

export const askEveryMs = 5_000;
const deadlineMs = 10_000;

/** Asks `parking.nearby` over the connection for as long as the search is on. */
export function useNearby(query: NearbyQuery | undefined, on: boolean, clock: Clock = systemClock): Search {
  const client = useConnection();
  const ask = useCallback(
    (asked: NearbyQuery, signal: AbortSignal) =>
      client.request<NearbyAnswer>('parking.nearby', asked, { deadlineMs, signal }),
    [client],
  );
  return useSearch(ask, query, on, askEveryMs, clock);
}
