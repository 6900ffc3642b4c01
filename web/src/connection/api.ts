import type { Overview, RideEvent, StartedRide } from '../deliveries/delivery';
import type { OperationsView } from '../operations/operations';
import type { NearbyAnswer, NearbyQuery } from '../parking/lot';

/** What can be asked over the connection. */
export interface Operations {
  'deliveries.start': { request: { routeId: string }; response: StartedRide };
  'parking.nearby': { request: NearbyQuery; response: NearbyAnswer };
}

/** What can be watched. */
export interface Channels {
  operations: OperationsView;
  [ride: `deliveries/${string}`]: RideEvent;
  [rides: `deliveries?${string}`]: Overview;
  [nearby: `parking.nearby?${string}`]: NearbyAnswer;
  /** A change of one of the caller's reports; reports/api.ts reads what comes. */
  reports: unknown;
  [report: `reports/${string}`]: unknown;
}
