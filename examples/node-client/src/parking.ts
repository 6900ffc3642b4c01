/** What this example knows of the service, so that the compiler checks names and bodies. */
export interface Nearby {
  lat: number;
  lng: number;
  radius_m?: number;
  limit?: number;
}

export interface NearbyAnswer {
  as_of: string;
  lots: {
    lot_id: string;
    name: string;
    distance_m: number;
    capacity: number;
    free: number | null;
    availability: 'live' | 'stale' | 'unknown';
  }[];
}

export interface Operations {
  'parking.nearby': { request: Nearby; response: NearbyAnswer };
}

export type Channels = Record<`parking.nearby?${string}`, NearbyAnswer>;
