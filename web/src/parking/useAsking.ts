import type { Clock } from '@homing/client';
import { useEffect, useState } from 'react';
import type { NearbyAnswer, NearbyQuery } from './lot';

export type Ask = (query: NearbyQuery, signal: AbortSignal) => Promise<NearbyAnswer>;

export interface Asked {
  /** The newest answer to this question. */
  answer: NearbyAnswer | undefined;
  /** Why there is none this time. */
  error: unknown;
}

const nothing: Asked = { answer: undefined, error: undefined };

/** Asks at once when the question changes, and again in periods; one question at a time. Undefined asks nothing. */
export function useAsking(ask: Ask, query: NearbyQuery | undefined, periodMs: number, clock: Clock): Asked {
  const key = query ? JSON.stringify(query) : '';
  const [result, setResult] = useState({ key, ...nothing });

  useEffect(() => {
    if (key === '') {
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
          setResult((last) => ({ key, answer: last.key === key ? last.answer : undefined, error }));
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
  }, [ask, key, periodMs, clock]);

  return result.key === key ? result : nothing;
}
