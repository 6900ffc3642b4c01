import { useEffect, useMemo, useRef, useState } from 'react';
import { fetchJson } from '../shared/http';
import { usePolled } from '../shared/usePolled';
import type { RouteEntry, RouteFeature } from './delivery';
import { Line } from './line';

const refreshMs = 10_000;
/** Of so many routes all lines are drawn; of more, only those that are looked at. */
export const mostLines = 50;

const ask = (signal: AbortSignal) => fetchJson<RouteEntry[]>('/api/routes', { signal });
const noRoutes: readonly RouteEntry[] = [];

export interface RouteShape {
  coordinates: readonly (readonly number[])[];
  lengthM: number;
  line: Line;
}

export interface Routes {
  entries: readonly RouteEntry[];
  byId: ReadonlyMap<string, RouteEntry>;
  loading: boolean;
  error: unknown;
  shapes: ReadonlyMap<string, RouteShape>;
  /** Routes whose line cannot be had, and why. */
  refused: ReadonlyMap<string, string>;
}

/** All routes, with the lines of those that are looked at, and of all where they are few. */
export function useRoutes(lookedAt: string | undefined): Routes {
  const { value, error } = usePolled(ask, refreshMs);
  const [entries, setEntries] = useState(noRoutes);
  const [last, setLast] = useState(value);
  if (value !== last) {
    setLast(value);
    if (value && JSON.stringify(value) !== JSON.stringify(entries)) {
      setEntries(value); // The same routes again are no reason to draw, or to move the map.
    }
  }
  const byId = useMemo(() => new Map(entries.map((entry) => [entry._id, entry])), [entries]);
  const wanted = useMemo(() => {
    const few = entries.length <= mostLines ? entries.map((entry) => entry._id) : [];
    return lookedAt === undefined || few.includes(lookedAt) ? few : [...few, lookedAt];
  }, [entries, lookedAt]);
  const [shapes, setShapes] = useState<ReadonlyMap<string, RouteShape>>(new Map());
  const [refused, setRefused] = useState<ReadonlyMap<string, string>>(new Map());
  // What the list said of a route when its line was asked for: with anything else its line may be another.
  const asked = useRef(new Map<string, string>());

  useEffect(() => {
    for (const routeId of wanted) {
      const said = JSON.stringify(byId.get(routeId));
      if (!asked.current.has(routeId) || asked.current.get(routeId) !== said) {
        asked.current.set(routeId, said);
        fetchJson<RouteFeature>(`/api/routes/${encodeURIComponent(routeId)}`).then(
          ({ geometry, properties }) => {
            const { coordinates } = geometry;
            const shape = { coordinates, lengthM: properties.length_m, line: new Line(coordinates) };
            setShapes((last) => new Map(last).set(routeId, shape));
            setRefused((last) => (last.has(routeId) ? new Map([...last].filter(([id]) => id !== routeId)) : last));
          },
          (failure: unknown) => {
            asked.current.delete(routeId); // Tried again when the routes are asked for again.
            setRefused((last) => new Map(last).set(routeId, failure instanceof Error ? failure.message : 'The line cannot be had.'));
          },
        );
      }
    }
  }, [wanted, byId, value]);

  return { entries, byId, loading: value === undefined && error === undefined, error: value ? undefined : error, shapes, refused };
}
