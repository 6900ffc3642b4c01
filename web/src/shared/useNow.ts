import { systemClock, type Clock } from '@homing/client';
import { useEffect, useState } from 'react';

/** The time, renewed in periods, for what is said relative to it. */
export function useNow(periodMs: number, clock: Clock = systemClock): number {
  const [now, setNow] = useState(() => clock.now());
  useEffect(() => {
    let cancel: () => void;
    const tick = () => {
      setNow(clock.now());
      cancel = clock.after(periodMs, tick);
    };
    cancel = clock.after(periodMs, tick);
    return () => {
      cancel();
    };
  }, [periodMs, clock]);
  return now;
}
