import { useCallback, useState } from 'react';
import type { BaseMap } from './baseMap';

/** Makes a map in the element that gets the ref, and removes it with the element. A map that does not start throws. */
export function useHeldMap<T extends BaseMap>(
  make: (holder: HTMLDivElement) => T,
): { view: T | undefined; attach: (holder: HTMLDivElement) => (() => void) | undefined } {
  const [view, setView] = useState<T>();
  const [failure, setFailure] = useState<Error>();
  const attach = useCallback(
    (holder: HTMLDivElement) => {
      try {
        const made = make(holder);
        setView(made);
        return () => {
          made.remove();
        };
      } catch (error) {
        setFailure(error instanceof Error ? error : new Error('The map does not start.'));
        return undefined;
      }
    },
    [make],
  );
  if (failure) {
    throw failure;
  }
  return { view, attach };
}
