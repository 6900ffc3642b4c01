import { useEffect, useRef, useState } from 'react';
import { reducedMotion } from '../shared/reducedMotion';
import { Fleet } from './fleet';
import type { ChosenRide } from './useChosenRide';
import { askEveryMs, type OverviewState } from './useOverview';
import type { Routes } from './useRoutes';

/** The fleet that follows what is told: by the channel of the view, by that of the chosen ride, else by asking. */
export function useLiveFleet({ overview, rides, updates }: OverviewState, { event, live }: ChosenRide, { shapes }: Routes): Fleet {
  const [fleet] = useState(() => new Fleet(reducedMotion));
  /** By how much our clock is ahead of the server's, with the shortest way that was seen; they agree until we know. */
  const ahead = useRef<number>(undefined);

  useEffect(() => {
    for (const [routeId, { line }] of shapes) {
      fleet.setLine(routeId, line);
    }
  }, [fleet, shapes]);
  useEffect(() => {
    fleet.setOwnChannel(live ? event?.route_id : undefined);
  }, [fleet, live, event?.route_id]);
  useEffect(() => {
    if (overview) {
      const now = Date.now();
      ahead.current = Math.min(ahead.current ?? Infinity, now - Date.parse(overview.as_of));
      fleet.takeOverview(overview, now);
    }
  }, [fleet, overview]);
  useEffect(() => {
    if (updates === 'periodic' && rides) {
      fleet.takeRides(rides.rides, rides.as_of, Date.now());
    }
  }, [fleet, updates, rides]);
  useEffect(() => {
    if (event) {
      const now = Date.now();
      fleet.takeEvent(event, Math.min(now, Date.parse(event.observed_at) + (ahead.current ?? 0)), now);
    }
  }, [fleet, event]);

  return fleet;
}

/** Where one asks in periods, what is told is older by as much. */
export function patienceMs(updates: OverviewState['updates'], staleAfterMs: number): number {
  return updates === 'periodic' ? staleAfterMs + askEveryMs : staleAfterMs;
}
