/** How many times as fast as it was. */
export const paces = [1, 2, 4, 8, 16, 32] as const;
export type Pace = (typeof paces)[number];

/** Where a playback stands. While it plays, `at` was so at the moment `since`. All times in milliseconds. */
export interface PlaybackState {
  at: number;
  since: number;
  playing: boolean;
  pace: Pace;
}

export const atStart: PlaybackState = { at: 0, since: 0, playing: false, pace: 1 };

/** Where it is at this moment; it stops at the end. */
export function positionAt({ at, since, playing, pace }: PlaybackState, now: number, lengthMs: number): number {
  return Math.max(0, Math.min(lengthMs, playing ? at + Math.max(0, now - since) * pace : at));
}

/** At the end, playing starts over. */
export function played(state: PlaybackState, now: number, lengthMs: number): PlaybackState {
  const at = positionAt(state, now, lengthMs);
  return { ...state, at: at >= lengthMs ? 0 : at, since: now, playing: true };
}

export function paused(state: PlaybackState, now: number, lengthMs: number): PlaybackState {
  return { ...state, at: positionAt(state, now, lengthMs), playing: false };
}

export function movedTo(state: PlaybackState, at: number, now: number): PlaybackState {
  return { ...state, at, since: now };
}

export function atPace(state: PlaybackState, pace: Pace, now: number, lengthMs: number): PlaybackState {
  return { ...state, at: positionAt(state, now, lengthMs), since: now, pace };
}
