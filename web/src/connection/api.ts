import type { NearbyAnswer, NearbyQuery } from '../parking/lot';

/** What can be asked over the connection. */
export interface Operations {
  'parking.nearby': { request: NearbyQuery; response: NearbyAnswer };
}

/** What can be watched. */
export type Channels = Record<`parking.nearby?${string}`, NearbyAnswer>;
