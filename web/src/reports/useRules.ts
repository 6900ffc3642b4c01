import { useState } from 'react';
import { usePolled, type Polled } from '../shared/usePolled';
import { getRules } from './api';
import type { OrderRules } from './kinds';

const retryMs = 5_000;

/** What may be asked for. It is asked once; where it cannot be had, again. */
export function useRules(): Polled<OrderRules> {
  const [known, setKnown] = useState(false);
  const polled = usePolled(getRules, known ? undefined : retryMs);
  if (polled.value !== undefined && !known) {
    setKnown(true);
  }
  return polled;
}
