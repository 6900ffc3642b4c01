import type { StartedRide } from './delivery';
import type { Fleet } from './fleet';
import type { ChosenRide } from './useChosenRide';
import type { Routes } from './useRoutes';

/** What the page says of the chosen route and its newest ride. Moments are ms since 1970, by our clock where they are compared with it. */
export interface ChosenFacts {
  routeId: string;
  title: string;
  look: 'none' | 'requested' | 'moving' | 'silent' | 'arrived';
  rideId: string | undefined;
  clientId: string | undefined;
  lengthM: number | undefined;
  travelledM: number | undefined;
  remainingM: number | undefined;
  /** From 0 to 1. */
  progress: number | undefined;
  speedMps: number | undefined;
  eta: number | undefined;
  startedAt: number | undefined;
  finishedAt: number | undefined;
  /** When it was last seen. */
  seenAt: number | undefined;
  requestedAt: number | undefined;
  /** Why the route cannot be driven. */
  refused: string | undefined;
}

export function factsOf(
  routeId: string,
  { event, ride }: Pick<ChosenRide, 'event' | 'ride'>,
  { byId, shapes, refused }: Pick<Routes, 'byId' | 'shapes' | 'refused'>,
  fleet: Fleet,
  requested: StartedRide | undefined,
  now: number,
  staleMs: number,
): ChosenFacts {
  const seen = fleet.find(routeId);
  const finished = event?.finished ?? seen?.finished ?? ride?.state === 'finished';
  const known = event !== undefined || seen !== undefined || (ride ? ride.state !== 'requested' : false);
  const seenAt = seen?.seenAt ?? moment(event?.observed_at ?? ride?.observed_at);
  // HTTP may know of another ride than the channel, for a moment.
  const same = !event?.ride_id || !ride || event.ride_id === ride.ride_id ? ride : undefined;
  const lengthM = shapes.get(routeId)?.lengthM;
  const travelledM = event?.travelled_m ?? same?.travelled_m ?? undefined;
  const remainingM = event?.remaining_m ?? same?.remaining_m ?? undefined;
  const whole = (travelledM ?? 0) + (remainingM ?? 0);
  const asked = (requested !== undefined || ride?.state === 'requested') && !(known && !finished);
  return {
    routeId,
    title: byId.get(routeId)?.title ?? ride?.title ?? `Route ${routeId}`,
    look: asked ? 'requested' : !known ? 'none' : finished ? 'arrived' : seenAt !== undefined && now - seenAt > staleMs ? 'silent' : 'moving',
    rideId: event?.ride_id ?? ride?.ride_id,
    clientId: same?.client_id,
    lengthM,
    travelledM,
    remainingM,
    progress: !known || asked ? undefined : finished ? 1 : travelledM !== undefined && whole > 0 ? travelledM / whole : undefined,
    speedMps: event?.speed_mps ?? seen?.speedMps ?? ride?.speed_mps ?? undefined,
    eta: moment(event?.eta ?? same?.eta),
    startedAt: moment(same?.started_at),
    finishedAt: moment(same?.finished_at),
    seenAt,
    requestedAt: moment(requested?.started_at),
    refused: refused.get(routeId),
  };
}

function moment(text: string | null | undefined): number | undefined {
  const parsed = text ? Date.parse(text) : NaN;
  return Number.isNaN(parsed) ? undefined : parsed;
}
