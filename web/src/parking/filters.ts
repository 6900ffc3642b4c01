import type { Place } from '../shared/geo';
import type { NearbyQuery } from './lot';

export interface Filters {
  openNow: boolean;
  minFree: number;
  parkType: string;
  radiusM: number;
  stayMinutes: number;
}

/** 0 and '' stand for "any". */
export const noFilters: Filters = { openNow: false, minFree: 0, parkType: '', radiusM: 2_000, stayMinutes: 0 };

export const parkTypes = [
  ['', 'Any kind'],
  ['on_street', 'On the street'],
  ['open', 'Open air'],
  ['covered', 'Covered'],
] as const;

export const radii = [500, 1_000, 2_000, 5_000, 0] as const;
export const stays = [0, 60, 120, 240, 480] as const;
export const freePlaces = [0, 1, 5, 20, 50] as const;

const limit = 20;

export function queryFor({ lat, lng }: Place, filters: Filters): NearbyQuery {
  return {
    lat,
    lng,
    limit,
    ...(filters.radiusM > 0 && { radius_m: filters.radiusM }),
    ...(filters.openNow && { open_now: true }),
    ...(filters.minFree > 0 && { min_free: filters.minFree }),
    ...(filters.parkType !== '' && { park_type: filters.parkType }),
    ...(filters.stayMinutes > 0 && { stay_minutes: filters.stayMinutes }),
  };
}

/** How many differ from where they start. */
export function activeFilters(filters: Filters): number {
  return (Object.keys(noFilters) as (keyof Filters)[]).filter((key) => filters[key] !== noFilters[key]).length;
}
