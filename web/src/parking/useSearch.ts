import type { Clock } from '@homing/client';
import { useEffect, useState } from 'react';
import type { NearbyAnswer, NearbyQuery } from './lot';

export type Ask = (query: NearbyQuery, signal: AbortSignal) => Promise<NearbyAnswer>;

interface Result {
  key: string;
  answer: NearbyAnswer | undefined;
  error: unknown;
}

export interface Search {
  /** The newest answer; while a changed question is on its way, still that of the one before. */
  answer: NearbyAnswer | undefined;
  error: unknown;
  loading: boolean;
}

/** Asks at once when the question changes, and again in periods; one question at a time. */
export function useSearch(
  ask: Ask,
  query: NearbyQuery | undefined,
  on: boolean,
  periodMs: number,
  clock: Clock,
): Search {
  const key = query ? JSON.stringify(query) : '';
  const [result, setResult] = useState<Result>();

  useEffect(() => {
    if (!on || key === '') {
      return undefined;
    }
    const stop = new AbortController();
    let cancelTimer: (() => void) | undefined;
    const round = async () => {
      try {
        const answer = await ask(JSON.parse(key) as NearbyQuery, stop.signal);
        if (!stop.signal.aborted) {
          setResult({ key, answer, error: undefined });
        }
      } catch (error) {
        if (!stop.signal.aborted) {
          setResult((last) => ({ key, answer: last?.answer, error }));
        }
      }
      if (!stop.signal.aborted) {
        cancelTimer = clock.after(periodMs, () => void round());
      }
    };
    void round();
    return () => {
      stop.abort();
      cancelTimer?.();
    };
  }, [ask, key, on, periodMs, clock]);

  return {
    answer: key === '' ? undefined : result?.answer,
    error: result?.key === key ? result.error : undefined,
    loading: on && key !== '' && result?.key !== key,
  };
}
