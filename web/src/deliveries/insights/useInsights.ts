import { useCallback } from 'react';
import { fetchJson } from '../../shared/http';
import { usePolled } from '../../shared/usePolled';
import type { InsightsAnswer, PastRides } from './insights';

export const mostRides = 200;

export interface Insights {
  answer: InsightsAnswer | undefined;
  rides: PastRides | undefined;
  loading: boolean;
  error: unknown;
  reload: () => void;
}

/** What is known of the rides between two moments. What is shown of another range stays until the answer is there. */
export function useInsights(from: number | undefined, to: number | undefined): Insights {
  const ask = useCallback(
    async (signal: AbortSignal) => {
      if (from === undefined || to === undefined) {
        return undefined;
      }
      const range = new URLSearchParams({ from: new Date(from).toISOString(), to: new Date(to).toISOString() }).toString();
      const [answer, rides] = await Promise.all([
        fetchJson<InsightsAnswer>(`/api/insights/deliveries?${range}`, { signal }),
        fetchJson<PastRides>(`/api/insights/deliveries/rides?${range}&limit=${String(mostRides)}`, { signal }),
      ]);
      return { from, to, answer, rides };
    },
    [from, to],
  );
  const { value, error, reload } = usePolled(ask, undefined);
  const current = value?.from === from && value?.to === to;
  return { answer: value?.answer, rides: value?.rides, loading: !current && error === undefined && from !== undefined, error: current ? undefined : error, reload };
}
