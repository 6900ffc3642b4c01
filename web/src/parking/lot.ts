import type { Place } from '../shared/geo';

export type Availability = 'live' | 'stale' | 'unknown';

/** A lot as far as it is known, from the catalogue or from an answer. */
export interface Lot extends Place {
  lot_id: string;
  name: string;
  capacity: number;
  park_type?: string;
  district?: string;
  address?: string;
  work_hours?: string | null;
  free?: number | null;
  availability?: Availability;
  observed_at?: string | null;
  open?: boolean | null;
}

/** A lot in the answer to `parking.nearby`. */
export interface NearbyLot extends Lot {
  distance_m: number;
  free: number | null;
  availability: Availability;
  open: boolean | null;
  stay_price?: number;
  currency?: string;
  price_year?: number;
  directions_url: string;
}

export interface NearbyAnswer {
  as_of: string;
  lots: NearbyLot[];
}

export interface NearbyQuery extends Place {
  limit: number;
  radius_m?: number;
  open_now?: boolean;
  min_free?: number;
  park_type?: string;
  stay_minutes?: number;
}

export type Level = 'free' | 'few' | 'full' | 'unknown';

/** How well one can park there. What is not known is never taken for free, nor for full. */
export function levelOf({ free, capacity, availability }: Pick<Lot, 'free' | 'capacity' | 'availability'>): Level {
  if (availability === undefined || availability === 'unknown' || free === null || free === undefined) {
    return 'unknown';
  }
  if (free <= 0) {
    return 'full';
  }
  return free < 5 || free < capacity * 0.1 ? 'few' : 'free';
}

export function directionsTo({ lat, lng }: Place): string {
  return `https://www.google.com/maps/dir/?api=1&destination=${String(lat)},${String(lng)}&travelmode=driving`;
}
