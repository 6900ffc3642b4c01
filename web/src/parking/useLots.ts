import type { Feature, FeatureCollection, Point } from 'geojson';
import { useMemo } from 'react';
import { fetchJson } from '../shared/http';
import { usePolled } from '../shared/usePolled';
import type { Lot } from './lot';

export type LotCollection = FeatureCollection<Point, Partial<Lot>>;

/** Where the lots of the catalogue may be: Istanbul and what is around it. */
const region = '27.5,40.5,30,41.9';
const refreshMs = 60_000;
const ask = (signal: AbortSignal) => fetchJson<LotCollection>(`/api/parking/lots?bbox=${region}`, { signal });

/** All lots, for the ground of the map. */
export function useLots(): { lots: Lot[]; failed: boolean } {
  const { value, error } = usePolled(ask, refreshMs);
  const lots = useMemo(() => value?.features.map(lotOf) ?? [], [value]);
  return { lots, failed: error !== undefined && !value };
}

export function lotOf({ id, geometry, properties }: Feature<Point, Partial<Lot>>): Lot {
  const [lng = 0, lat = 0] = geometry.coordinates;
  const lotId = String(properties.lot_id ?? id ?? '');
  return { ...properties, lot_id: lotId, name: properties.name ?? lotId, capacity: properties.capacity ?? 0, lat, lng };
}
