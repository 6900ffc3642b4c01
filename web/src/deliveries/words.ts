import { distanceText } from '../shared/geo';

/** "50 km/h". */
export function speedText(metresASecond: number): string {
  return `${String(Math.round(metresASecond * 3.6))} km/h`;
}

/** "14 s", "3 min 5 s", "2 h 10 min". */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 60) {
    return `${String(seconds)} s`;
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return seconds % 60 === 0 ? `${String(minutes)} min` : `${String(minutes)} min ${String(seconds % 60)} s`;
  }
  return `${String(Math.floor(minutes / 60))} h ${String(minutes % 60)} min`;
}

/** "1:05" into a ride. */
export function clockText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = String(seconds % 60).padStart(2, '0');
  return seconds < 3_600 ? `${String(minutes)}:${rest}` : `${String(Math.floor(seconds / 3_600))}:${String(minutes).padStart(2, '0')}:${rest}`;
}

const momentClock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dayClock = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

export function timeText(moment: string | number): string {
  return momentClock.format(new Date(moment));
}

export function dateText(moment: string | number): string {
  return dayClock.format(new Date(moment));
}

export type RideLook = 'moving' | 'silent' | 'arrived';

export interface Seen {
  finished: boolean;
  ageMs: number;
  speedMps: number;
  remainingM?: number | undefined;
}

export function lookOf({ finished, ageMs }: Seen, staleMs: number): RideLook {
  return finished ? 'arrived' : ageMs > staleMs ? 'silent' : 'moving';
}

/** How a ride is doing, in few words: "50 km/h", "no position for 14 s", "arrived 20 s ago". */
export function seenText(seen: Seen, staleMs: number): string {
  switch (lookOf(seen, staleMs)) {
    case 'arrived':
      return `arrived ${durationText(seen.ageMs)} ago`;
    case 'silent':
      return `no position for ${durationText(seen.ageMs)}`;
    case 'moving':
      return seen.remainingM === undefined ? speedText(seen.speedMps) : `${speedText(seen.speedMps)} · ${distanceText(seen.remainingM)} left`;
  }
}
