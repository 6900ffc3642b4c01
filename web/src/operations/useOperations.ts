import type { HomingError } from '@homing/client';
import { useEffect, useState } from 'react';
import { useChannel } from '../connection/useChannel';
import { fetchJson } from '../shared/http';
import { changesBetween, joined, windowMs, type Change, type OperationsAnswer, type OperationsView, type Sample } from './operations';

export interface Picture {
  /** The newest picture; it stays while the connection is away. */
  view: OperationsView | undefined;
  samples: readonly Sample[];
  changes: readonly Change[];
  live: boolean;
  refusal: HomingError | undefined;
}

interface Kept {
  view: OperationsView;
  samples: readonly Sample[];
  changes: readonly Change[];
}

/** Watches the picture of all processes, and remembers the last minutes of it. */
export function useOperations(): Picture {
  const { value, live, refusal } = useChannel('operations');
  const [kept, setKept] = useState<Kept>();
  const [past, setPast] = useState<readonly Sample[]>([]);

  if (value && value !== kept?.view) {
    const changes = kept ? [...kept.changes, ...changesBetween(kept.view, value)] : [];
    setKept({
      view: value,
      samples: joined(kept?.samples ?? [], [value.now]),
      changes: changes.filter((change) => Date.parse(value.at) - change.at <= windowMs),
    });
  }

  // What was before the page was opened. Without it the charts start empty, and that is all.
  useEffect(() => {
    if (!live) {
      return undefined;
    }
    const stop = new AbortController();
    fetchJson<OperationsAnswer>('/api/operations', { signal: stop.signal }).then(
      ({ history }) => {
        if (!stop.signal.aborted) {
          setPast(history);
        }
      },
      () => undefined,
    );
    return () => {
      stop.abort();
    };
  }, [live]);

  return {
    view: kept?.view,
    samples: kept ? withPast(past, kept.samples) : [],
    changes: kept?.changes ?? [],
    live,
    refusal,
  };
}

/** What another remembers fills in what was missed here, before and in between. */
function withPast(past: readonly Sample[], own: readonly Sample[]): readonly Sample[] {
  const byTime = new Map([...past, ...own].map((sample) => [Math.round(Date.parse(sample.at) / 1_000), sample]));
  return joined([], [...byTime.entries()].sort(([a], [b]) => a - b).map(([, sample]) => sample));
}
