import type { Overview, OverviewRow, RideEvent, RouteEntry, RouteFeature } from '../deliveries/delivery';
import { noon } from './fakes';

/** East along the equator: 0.001° is 111.2 m. */
export const eastward = [
  [0, 0],
  [0.001, 0],
  [0.002, 0],
];

export const routeEntries: RouteEntry[] = [
  { _id: '1', title: 'Primeiro', startPosition: { lat: 0, lng: 0 }, endPosition: { lat: 0, lng: 0.002 }, length_m: 222.4 },
  { _id: '2', title: 'Segundo', startPosition: { lat: 1, lng: 0 }, endPosition: { lat: 1, lng: 0.002 }, length_m: 222.4 },
];

export function routeFeature(routeId: string, coordinates = eastward): RouteFeature {
  return { type: 'Feature', geometry: { type: 'LineString', coordinates }, properties: { route_id: routeId, title: 'x', length_m: 222.4 } };
}

export function rideEvent(more: Partial<RideEvent> = {}): RideEvent {
  return { route_id: '1', ride_id: 'r1', lat: 0, lng: 0.0005, bearing: 90, speed_mps: 10, finished: false, observed_at: new Date(noon).toISOString(), ...more };
}

export function overview(rows: readonly OverviewRow[], at = noon): Overview {
  return { as_of: new Date(at).toISOString(), total: rows.length, shown: rows.length, columns: [], rides: rows };
}
