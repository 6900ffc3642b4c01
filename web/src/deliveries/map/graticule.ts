import type { Feature, FeatureCollection, LineString } from 'geojson';
import type { Bounds } from './bounds';

const steps = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20] as const;
const mostLines = 14;

/** Meridians and parallels at round degrees, so that ground without anything on it still shows how the map moves. */
export function graticule({ west, south, east, north }: Bounds): FeatureCollection<LineString> {
  const span = Math.max(east - west, north - south);
  const step = steps.find((one) => span / one <= mostLines) ?? 30;
  return {
    type: 'FeatureCollection',
    features: [
      ...between(west, east, step).map((lng) => lineOf([[lng, south], [lng, north]])),
      ...between(south, north, step).map((lat) => lineOf([[west, lat], [east, lat]])),
    ],
  };
}

function between(from: number, to: number, step: number): number[] {
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.max(0, Math.floor(to / step) - first + 1) }, (_, index) => (first + index) * step);
}

function lineOf(coordinates: number[][]): Feature<LineString> {
  return { type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates } };
}
