import type { OperationsView } from '../operations/operations';
import type { NearbyAnswer, NearbyQuery } from '../parking/lot';

/** What can be asked over the connection. */
export interface Operations {
  'parking.nearby': { request: NearbyQuery; response: NearbyAnswer };
}

/** What can be watched. */
export interface Channels {
  operations: OperationsView;
  [nearby: `parking.nearby?${string}`]: NearbyAnswer;
}
