import type { Feature, FeatureCollection, Polygon } from 'geojson';
import { speedText } from '../words';

export interface InsightsAnswer {
  from: string;
  to: string;
  /** Before it nothing is known: positions are kept for a while only. */
  known_since?: string | null;
  totals: { started: number; finished: number; positions: number; distance_m: number; stale: number; future: number; invalid: number };
  hours: { hour: string; started: number; finished: number; positions: number; distance_m: number }[];
  /** The last has no upper end. */
  speeds: { from_mps: number; to_mps?: number | null; positions: number }[];
  heat: { cell_deg: number; cells: { lat: number; lng: number; positions: number }[] };
}

export interface PastRide {
  ride_id: string;
  route_id: string;
  title: string;
  client_id: string;
  started_at: string;
  finished_at?: string | null;
  distance_m: number;
  average_mps: number;
  positions: number;
}

export interface PastRides {
  total: number;
  rides: PastRide[];
}

export const presets = [
  ['hour', 'Last hour', 3_600_000],
  ['day', '24 hours', 86_400_000],
  ['week', '7 days', 604_800_000],
] as const;

export type Preset = (typeof presets)[number][0];

/** Up to now and so far back, or between two moments as `datetime-local` inputs have them. */
export type Range = { kind: Preset } | { kind: 'custom'; from: string; to: string };

/** Both ends in ms since 1970; undefined where a custom range has no such ends. */
export function endsOf(range: Range, now: number): { from: number; to: number } | undefined {
  if (range.kind !== 'custom') {
    const length = presets.find(([kind]) => kind === range.kind)?.[2] ?? 0;
    return { from: now - length, to: now };
  }
  const from = new Date(range.from).getTime();
  const to = new Date(range.to).getTime();
  return from < to ? { from, to } : undefined;
}

/** As a `datetime-local` input takes it, in the zone of the person. */
export function localInput(moment: number): string {
  const date = new Date(moment);
  return new Date(moment - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** The cells as squares, with their share of the fullest: by the root, so that few positions are seen beside many. */
export function heatOf({ cell_deg: size, cells }: InsightsAnswer['heat']): FeatureCollection<Polygon> {
  const most = Math.max(1, ...cells.map((cell) => cell.positions));
  const half = size / 2;
  return {
    type: 'FeatureCollection',
    features: cells.map(
      ({ lat, lng, positions }): Feature<Polygon> => ({
        type: 'Feature',
        properties: { positions, share: Math.sqrt(positions / most) },
        geometry: {
          type: 'Polygon',
          coordinates: [
            [
              [lng - half, lat - half],
              [lng + half, lat - half],
              [lng + half, lat + half],
              [lng - half, lat + half],
              [lng - half, lat - half],
            ],
          ],
        },
      }),
    ),
  };
}

/** "29–36 km/h", "over 216 km/h". */
export function binText({ from_mps: from, to_mps: to }: InsightsAnswer['speeds'][number]): string {
  return typeof to === 'number' ? `${String(Math.round(from * 3.6))}–${speedText(to)}` : `over ${speedText(from)}`;
}

export function countText(count: number): string {
  return count.toLocaleString('en');
}
