import { colourOf, type Colour } from './colours';
import { keptFinishedMs, staleAfterMs, type Overview, type Ride, type RideEvent } from './delivery';
import { Glide, type Sighting } from './glide';
import type { Line, Spot } from './line';

/** What is known of a ride in the fleet, beside its motion. */
export interface FleetRide {
  readonly routeId: string;
  readonly colour: Colour;
  readonly glide: Glide;
  rideId: string | undefined;
  speedMps: number;
  finished: boolean;
  /** When it was there, by our own clock. */
  seenAt: number;
}

/** A position that was told. The moment is by the clock of this computer. */
interface Told extends Sighting {
  routeId: string;
  rideId?: string | undefined;
  speedMps: number;
  finished: boolean;
  seenAt: number;
}

export const markKind = { moving: 0, stale: 1, finished: 2 } as const;
type MarkKind = (typeof markKind)[keyof typeof markKind];

/** Draws nothing itself: it is asked for each mark of a frame. */
export type DrawMark = (routeId: string, spot: Spot, colour: Colour, kind: MarkKind) => void;

/** An overview gives ages, which differ by what the way took; a position newer by less may be the one we have. */
const jitterMs = 250;

/** The rides that the map shows, and where each is at this moment. */
export class Fleet {
  private readonly rides = new Map<string, FleetRide>();
  private readonly lines = new Map<string, Line>();
  private readonly held = new Map<string, Spot>();
  private readonly listeners = new Set<() => void>();
  private stillNow = false;
  /** What a ride's own channel tells is newer than the overview. */
  private ownChannel: string | undefined;

  /** `still` sets markers down where they are, without a motion. */
  constructor(private readonly still: () => boolean = () => false) {}

  /** Told when there is something to draw. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  find(routeId: string): FleetRide | undefined {
    return this.rides.get(routeId);
  }

  all(): IterableIterator<FleetRide> {
    return this.rides.values();
  }

  get size(): number {
    return this.rides.size;
  }

  setLine(routeId: string, line: Line): void {
    this.lines.set(routeId, line);
  }

  /** The ride that is told of on its own channel; it stays, whatever an overview leaves out. */
  setOwnChannel(routeId: string | undefined): void {
    this.ownChannel = routeId;
  }

  /** Shows a ride at a place, whatever is known of where it is, until it is let go. */
  hold(routeId: string, spot: Spot | undefined): void {
    if (spot) {
      this.held.set(routeId, spot);
    } else {
      this.held.delete(routeId);
    }
    this.wake();
  }

  /** Takes what is in view. What is not told of is no longer shown. */
  takeOverview({ rides }: Overview, now: number): void {
    this.stillNow = this.still();
    const told = new Set<string>();
    for (const [routeId, lat, lng, bearing, speedMps, over, ageMs] of rides) {
      told.add(routeId);
      if (routeId !== this.ownChannel || !this.rides.has(routeId)) {
        this.take({ routeId, lat, lng, bearing, speedMps, finished: over === 1, seenAt: now - ageMs }, now);
      }
    }
    for (const routeId of this.rides.keys()) {
      if (!told.has(routeId) && routeId !== this.ownChannel) {
        this.rides.delete(routeId);
      }
    }
    this.wake();
  }

  /** Takes what HTTP tells, where no channel does. */
  takeRides(rides: readonly Ride[], asOf: string, now: number): void {
    const rows = rides.flatMap((ride) =>
      ride.state !== 'requested' && typeof ride.lat === 'number' && typeof ride.lng === 'number' && ride.observed_at
        ? [[ride.route_id, ride.lat, ride.lng, ride.bearing ?? 0, ride.speed_mps ?? 0, ride.state === 'finished' ? 1 : 0, Date.parse(asOf) - Date.parse(ride.observed_at)] as const]
        : [],
    );
    this.takeOverview({ as_of: asOf, total: rides.length, shown: rows.length, columns: [], rides: rows }, now);
  }

  /** Takes what a ride's own channel tells. `seenAt` is by the clock of this computer. */
  takeEvent(event: RideEvent, seenAt: number, now: number): void {
    this.stillNow = this.still();
    this.take(
      {
        routeId: event.route_id,
        rideId: event.ride_id ?? undefined,
        lat: event.lat,
        lng: event.lng,
        bearing: event.bearing,
        speedMps: event.speed_mps,
        finished: event.finished,
        travelledM: event.travelled_m ?? undefined,
        seenAt,
      },
      now,
    );
    this.wake();
  }

  /** Ages change how rides look, too. */
  wake(): void {
    for (const listener of this.listeners) {
      listener();
    }
  }

  /** Draws all rides as they are at this moment; true while any of them moves. */
  frame(now: number, draw: DrawMark): boolean {
    let moving = false;
    for (const ride of this.rides.values()) {
      if (this.held.has(ride.routeId)) {
        continue;
      }
      const kind = kindOf(ride, now);
      if (kind === undefined) {
        this.rides.delete(ride.routeId);
        continue;
      }
      moving = ride.glide.frame(now) || moving;
      draw(ride.routeId, ride.glide, ride.colour, kind);
    }
    for (const [routeId, spot] of this.held) {
      draw(routeId, spot, colourOf(routeId), markKind.moving);
    }
    return moving;
  }

  /** Where a ride is shown. */
  spotOf(routeId: string): Spot | undefined {
    return this.held.get(routeId) ?? this.rides.get(routeId)?.glide;
  }

  private take(told: Told, now: number): void {
    const line = this.lines.get(told.routeId);
    const ride = this.rides.get(told.routeId);
    const another = ride && ((told.rideId !== undefined && ride.rideId !== undefined && told.rideId !== ride.rideId) || (ride.finished && !told.finished));
    if (!ride || another) {
      if (ride && told.seenAt < ride.seenAt) {
        return;
      }
      this.rides.set(told.routeId, {
        routeId: told.routeId,
        colour: colourOf(told.routeId),
        glide: new Glide(told, line, now),
        rideId: told.rideId,
        speedMps: told.speedMps,
        finished: told.finished,
        seenAt: told.seenAt,
      });
      return;
    }
    const newer = told.seenAt > ride.seenAt + (told.rideId === undefined ? jitterMs : 0);
    if (ride.finished || (!newer && !told.finished)) {
      ride.rideId ??= told.rideId;
      return;
    }
    ride.glide.aim(told, line, now, this.stillNow);
    ride.rideId = told.rideId ?? ride.rideId;
    ride.speedMps = told.speedMps;
    ride.finished = told.finished;
    ride.seenAt = told.seenAt;
  }
}

/** How a ride is shown at this moment; undefined once it has arrived long enough ago. */
export function kindOf({ finished, seenAt }: Pick<FleetRide, 'finished' | 'seenAt'>, now: number): MarkKind | undefined {
  const age = now - seenAt;
  if (finished) {
    return age > keptFinishedMs ? undefined : markKind.finished;
  }
  return age > staleAfterMs ? markKind.stale : markKind.moving;
}
