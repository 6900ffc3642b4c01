import { bearing, distance, type Place } from '../../shared/geo';
import { toMercator } from '../../shared/mercator';
import type { TrackFeature } from '../delivery';
import type { Spot } from '../line';

/** A ride as it was: where at what moment. */
export interface Track {
  rideId: string;
  coordinates: readonly (readonly number[])[];
  /** Milliseconds from the first position to each. */
  times: readonly number[];
  startedAt: number;
  lengthMs: number;
  lengthM: number;
  finished: boolean;
}

/** Undefined where there is no position. */
export function trackOf({ geometry, properties }: TrackFeature): Track | undefined {
  const coordinates = geometry === null ? [] : geometry.type === 'Point' ? [geometry.coordinates] : geometry.coordinates;
  const moments = properties.times.slice(0, coordinates.length).map((time) => Date.parse(time));
  const [first] = moments;
  if (first === undefined) {
    return undefined;
  }
  return {
    rideId: properties.ride_id,
    coordinates: coordinates.slice(0, moments.length),
    times: moments.map((moment) => moment - first),
    startedAt: first,
    lengthMs: (moments.at(-1) ?? first) - first,
    lengthM: properties.length_m,
    finished: properties.state === 'finished',
  };
}

export interface Moment {
  spot: Spot;
  /** Over the last positions. */
  speedMps: number;
}

/** Where it was so many milliseconds after it started: between two positions on the straight way. */
export function momentAt({ coordinates, times }: Track, ms: number): Moment {
  const next = Math.max(1, indexAfter(times, ms));
  const a = placeOf(coordinates[Math.min(next - 1, coordinates.length - 1)]);
  const b = placeOf(coordinates[Math.min(next, coordinates.length - 1)]);
  const start = times[next - 1] ?? 0;
  const span = (times[next] ?? start) - start;
  const share = span > 0 ? Math.max(0, Math.min(1, (ms - start) / span)) : 1;
  const from = toMercator(a);
  const to = toMercator(b);
  const east = to.x - from.x - Math.round(to.x - from.x);
  return {
    spot: { x: from.x + east * share, y: from.y + (to.y - from.y) * share, bearing: headingAt(coordinates, next) },
    speedMps: span > 0 ? (distance(a, b) / span) * 1_000 : 0,
  };
}

/** Where it heads on its way to a position. One that stands still heads where it came from last. */
function headingAt(coordinates: Track['coordinates'], next: number): number {
  for (let index = Math.min(next, coordinates.length - 1); index > 0; index -= 1) {
    const a = placeOf(coordinates[index - 1]);
    const b = placeOf(coordinates[index]);
    if (a.lat !== b.lat || a.lng !== b.lng) {
      return bearing(a, b);
    }
  }
  return 0;
}

/** The first index whose time is later; the length where none is. */
function indexAfter(times: readonly number[], ms: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((times[middle] ?? Infinity) <= ms) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return Math.min(low, Math.max(1, times.length - 1));
}

function placeOf(coordinates: readonly number[] | undefined): Place {
  return { lng: coordinates?.[0] ?? 0, lat: coordinates?.[1] ?? 0 };
}
