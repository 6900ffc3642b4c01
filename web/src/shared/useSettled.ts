import { systemClock, type Clock } from '@homing/client';
import { useEffect, useState } from 'react';

/** The value once it has stayed the same for so long; the first one at once. */
export function useSettled<T>(value: T | undefined, ms: number, clock: Clock = systemClock): T | undefined {
  const [settled, setSettled] = useState(value);
  if (settled === undefined && value !== undefined) {
    setSettled(() => value);
  }
  useEffect(
    () =>
      clock.after(ms, () => {
        setSettled(() => value);
      }),
    [value, ms, clock],
  );
  return settled;
}
