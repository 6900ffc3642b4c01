import { systemClock, type Clock } from '@homing/client';
import { useCallback, useEffect, useState } from 'react';

export interface Polled<T> {
  value: T | undefined;
  error: unknown;
  reload: () => void;
}

/** Asks at once and again in periods, or once where there is none. The last value stays while a later try fails. */
export function usePolled<T>(
  ask: (signal: AbortSignal) => Promise<T>,
  periodMs: number | undefined,
  clock: Clock = systemClock,
): Polled<T> {
  const [value, setValue] = useState<T>();
  const [error, setError] = useState<unknown>();
  const [turn, setTurn] = useState(0);

  useEffect(() => {
    const stop = new AbortController();
    let cancelTimer: (() => void) | undefined;
    const round = async () => {
      try {
        const answer = await ask(stop.signal);
        if (!stop.signal.aborted) {
          setValue(() => answer);
          setError(undefined);
        }
      } catch (failure) {
        if (!stop.signal.aborted) {
          setError(failure);
        }
      }
      if (!stop.signal.aborted && periodMs !== undefined) {
        cancelTimer = clock.after(periodMs, () => void round());
      }
    };
    void round();
    return () => {
      stop.abort();
      cancelTimer?.();
    };
  }, [ask, periodMs, clock, turn]);

  const reload = useCallback(() => {
    setTurn((count) => count + 1);
  }, []);
  return { value, error, reload };
}
