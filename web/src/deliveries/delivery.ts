import type { Feature, LineString, Point } from 'geojson';
import type { Place } from '../shared/geo';

/** A route as the list of routes has it. */
export interface RouteEntry {
  _id: string;
  title: string;
  startPosition: Place;
  endPosition: Place;
  length_m: number;
}

export type RouteFeature = Feature<LineString, { route_id: string; title: string; length_m: number }>;

export type RideState = 'requested' | 'under_way' | 'finished';

/** A ride as HTTP tells it. One that is only asked for has no position yet. */
export interface Ride {
  route_id: string;
  title: string;
  ride_id: string;
  client_id: string;
  state: RideState;
  started_at: string;
  finished_at?: string | null;
  lat?: number | null;
  lng?: number | null;
  bearing?: number | null;
  speed_mps?: number | null;
  travelled_m?: number | null;
  remaining_m?: number | null;
  eta?: string | null;
  observed_at?: string | null;
  stale?: boolean;
}

export interface RideList {
  as_of: string;
  total: number;
  rides: Ride[];
}

/** What starting a ride answers; the same over the socket and over HTTP. */
export interface StartedRide {
  route_id: string;
  ride_id: string;
  client_id: string;
  state: RideState;
  started_at: string;
}

/** A position on the channel of one route. */
export interface RideEvent extends Place {
  route_id: string;
  ride_id?: string | null;
  bearing: number;
  speed_mps: number;
  finished: boolean;
  observed_at: string;
  travelled_m?: number | null;
  remaining_m?: number | null;
  eta?: string | null;
}

/** A ride in the overview: route, lat, lng, bearing, speed in m/s, finished (1) or not (0), age in ms. */
export type OverviewRow = readonly [string, number, number, number, number, 0 | 1, number];

/** All rides inside a view, thinned to what can be told apart on the screen. */
export interface Overview {
  as_of: string;
  total: number;
  shown: number;
  columns: readonly string[];
  rides: readonly OverviewRow[];
}

export interface OverviewQuery {
  west: number;
  south: number;
  east: number;
  north: number;
  width: number;
  height: number;
}

export interface TrackProperties {
  route_id: string;
  ride_id: string;
  client_id: string;
  state: RideState;
  started_at: string;
  finished_at?: string | null;
  length_m: number;
  times: string[];
}

export type TrackFeature = Feature<LineString | Point | null, TrackProperties>;

/** The body of a push of the topic `delivery`. */
export interface DeliveryPush {
  route_id: string;
  ride_id: string;
  event: 'started' | 'refused' | 'unknown_route' | 'finished';
  detail?: string | null;
}

/** A ride under way that tells no position for so long is stale. */
export const staleAfterMs = 10_000;
/** A ride that has arrived stays in sight for so long. */
export const keptFinishedMs = 60_000;
