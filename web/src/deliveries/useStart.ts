import { HomingProblem } from '@homing/client';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useNotify } from '../app/notices';
import { useConnection } from '../connection/connection';
import type { DeliveryPush, StartedRide } from './delivery';
import { outcomeOf, type Outcome } from './outcome';

const deadlineMs = 10_000;

export interface Starting {
  start: (routeId: string) => void;
  /** The route that is being asked for at this moment. */
  asking: string | undefined;
  /** Rides that were asked for and have not begun, by route. */
  requested: ReadonlyMap<string, StartedRide>;
  /** Says that a ride has arrived, once, however many tell of it. */
  arrived: (routeId: string, rideId: string | undefined) => void;
  begun: (routeId: string) => void;
}

/** Starts rides, and says what became of them; what is pushed tells the same. */
export function useStart(titleOf: (routeId: string) => string, onStarted: () => void): Starting {
  const client = useConnection();
  const notify = useNotify();
  const [asking, setAsking] = useState<string>();
  const [requested, setRequested] = useState<ReadonlyMap<string, StartedRide>>(new Map());
  const said = useRef(new Set<string>());

  const say = useCallback(
    (outcome: Outcome, routeId: string, rideId: string | undefined) => {
      const key = `${outcome.event} ${routeId} ${rideId ?? ''}`;
      if (rideId === undefined || !said.current.has(key)) {
        said.current.add(key);
        notify(`${titleOf(routeId)}: ${outcome.text}`, outcome.tone);
      }
    },
    [notify, titleOf],
  );
  const begun = useCallback((routeId: string) => {
    setRequested((last) => {
      if (!last.has(routeId)) {
        return last;
      }
      const left = new Map(last);
      left.delete(routeId);
      return left;
    });
  }, []);
  const arrived = useCallback(
    (routeId: string, rideId: string | undefined) => {
      say(outcomeOf('finished'), routeId, rideId);
    },
    [say],
  );

  useEffect(
    () =>
      client.onPush(({ topic, body }) => {
        if (topic === 'delivery') {
          const { route_id, ride_id, event, detail } = body as DeliveryPush;
          say(outcomeOf(event, detail ?? undefined), route_id, ride_id);
          begun(route_id);
          onStarted();
        }
      }),
    [client, say, begun, onStarted],
  );

  const start = useCallback(
    (routeId: string) => {
      const ask = async () => {
        setAsking(routeId);
        try {
          const ride = await client.request('deliveries.start', { routeId }, { deadlineMs });
          if (ride.state === 'requested') {
            setRequested((last) => new Map(last).set(routeId, ride));
            say(outcomeOf('requested'), routeId, ride.ride_id);
          } else {
            begun(routeId);
            say(outcomeOf('started'), routeId, ride.ride_id);
          }
          onStarted();
        } catch (failure) {
          const refused = failure instanceof HomingProblem && failure.status === 409;
          say(refused ? outcomeOf('refused') : outcomeOf('failed', failure instanceof Error ? failure.message : undefined), routeId, undefined);
        } finally {
          setAsking(undefined);
        }
      };
      void ask();
    },
    [client, say, begun, onStarted],
  );

  return { start, asking, requested, arrived, begun };
}
