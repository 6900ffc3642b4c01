import type { Feature, FeatureCollection, Point, Polygon } from 'geojson';
import type { Place } from '../../shared/geo';
import { levelOf, type Lot } from '../lot';
import { calm } from '../words';

const metresPerDegree = 111_195;

/** A circle on the ground, near enough for the eye. */
export function circle({ lat, lng }: Place, radiusM: number): Feature<Polygon> {
  const height = radiusM / metresPerDegree;
  const width = height / Math.cos((lat * Math.PI) / 180);
  const ring = Array.from({ length: 73 }, (_, step) => {
    const angle = (step / 72) * 2 * Math.PI;
    return [lng + width * Math.cos(angle), lat + height * Math.sin(angle)];
  });
  return { type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [ring] } };
}

export interface Ring {
  radiusM: number;
  outermost: boolean;
  /** The northernmost point: longitude, latitude. */
  top: [number, number];
}

const steps = [250, 500, 1_000, 2_000, 5_000] as const;

/** Circles around a place, up to the radius that is searched, or all of them when there is none. */
export function rings(place: Place, radiusM: number): Feature<Polygon, Ring>[] {
  const outer = radiusM > 0 ? radiusM : Infinity;
  return steps
    .filter((step) => step <= outer)
    .map((step) => ({
      ...circle(place, step),
      properties: {
        radiusM: step,
        outermost: step === outer,
        top: [place.lng, place.lat + step / metresPerDegree],
      },
    }));
}

export function lotPoints(lots: readonly Lot[]): FeatureCollection<Point> {
  return {
    type: 'FeatureCollection',
    features: lots.map((lot) => ({
      type: 'Feature',
      properties: { lot_id: lot.lot_id, level: levelOf(lot), capacity: lot.capacity },
      geometry: { type: 'Point', coordinates: [lot.lng, lot.lat] },
    })),
  };
}

export interface District extends Place {
  name: string;
  lots: number;
}

/** The districts, each at the middle of its lots; those with most lots first. */
export function districtsOf(lots: readonly Lot[]): District[] {
  const sums = new Map<string, District>();
  for (const lot of lots) {
    if (lot.district) {
      const sum = sums.get(lot.district) ?? { name: lot.district, lat: 0, lng: 0, lots: 0 };
      sums.set(lot.district, { ...sum, lat: sum.lat + lot.lat, lng: sum.lng + lot.lng, lots: sum.lots + 1 });
    }
  }
  return [...sums.values()]
    .map((sum) => ({ ...sum, name: calm(sum.name), lat: sum.lat / sum.lots, lng: sum.lng / sum.lots }))
    .sort((a, b) => b.lots - a.lots);
}
