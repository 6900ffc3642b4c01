import { useState } from 'react';

export interface Change {
  /** How often the value has changed since it was first shown. */
  count: number;
  /** By how much it changed last; 0 where one of the two was not known. */
  by: number;
}

/** Watches a shown figure for changes, so that they can be pointed out. */
export function useChange(value: number | null | undefined): Change {
  const [seen, setSeen] = useState({ value, count: 0, by: 0 });
  if (seen.value !== value) {
    const by = typeof value === 'number' && typeof seen.value === 'number' ? value - seen.value : 0;
    setSeen({ value, count: seen.count + 1, by });
  }
  return seen;
}
