import { channelName, systemClock, type Clock } from '@homing/client';
import { useCallback, useEffect, useState } from 'react';
import { useConnection, useConnectionState } from '../connection/connection';
import { useChannel } from '../connection/useChannel';
import type { Updates } from '../shared/UpdatesChip';
import { useSettled } from '../shared/useSettled';
import type { NearbyAnswer, NearbyQuery } from './lot';
import { useAsking } from './useAsking';

export const askEveryMs = 5_000;
/** A filter that is still being moved changes nothing yet. */
export const settleMs = 250;
/** A channel that says nothing for so long counts as refused, until it does. */
export const patienceMs = 3_000;
const deadlineMs = 10_000;

export interface Search {
  /** The newest answer to the present question, never to an older one. */
  answer: NearbyAnswer | undefined;
  /** The moment up to which the answer is known to hold, in ms since 1970; now, while it is live. */
  holdsUntil: number | undefined;
  error: unknown;
  loading: boolean;
  updates: Updates;
}

/** The answer that is shown, with the last word of each who gives answers: whoever spoke last counts. */
interface Kept {
  key: string;
  answer: NearbyAnswer | undefined;
  holdsUntil: number | undefined;
  told: NearbyAnswer | undefined;
  asked: NearbyAnswer | undefined;
}

/** Watches `parking.nearby` for as long as the search is on, and asks where it cannot be watched. */
export function useNearby(query: NearbyQuery | undefined, on: boolean, clock: Clock = systemClock): Search {
  const client = useConnection();
  const connected = useConnectionState().kind === 'connected';
  const ask = useCallback(
    (question: NearbyQuery, signal: AbortSignal) => client.request('parking.nearby', question, { deadlineMs, signal }),
    [client],
  );
  const settled = useSettled(query, settleMs, clock);
  const key = query && nameOf(query);
  const active = on && settled !== undefined && nameOf(settled) === key ? settled : undefined;
  const name = active && nameOf(active);

  const { value: told, live, refusal } = useChannel(name);
  const silent = useSilence(connected ? name : undefined, live, clock);
  const periodic = connected && !live && (refusal !== undefined || silent);
  const { answer: asked, error } = useAsking(ask, periodic ? active : undefined, askEveryMs, clock);
  const shown = useNewest(key, told, asked, live, clock);

  return {
    answer: shown?.answer,
    holdsUntil: shown?.holdsUntil,
    error,
    loading: on && query !== undefined && shown?.answer === undefined && error === undefined,
    updates: shown?.answer === undefined || name === undefined ? 'none' : live ? 'live' : periodic ? 'periodic' : 'none',
  };
}

function useNewest(
  key: string | undefined,
  told: NearbyAnswer | undefined,
  asked: NearbyAnswer | undefined,
  live: boolean,
  clock: Clock,
): Kept | undefined {
  const [kept, setKept] = useState<Kept>();
  const last = kept?.key === key ? kept : undefined;
  const newest = told && told !== last?.told ? told : asked && asked !== last?.asked ? asked : undefined;
  if (key !== undefined && newest) {
    setKept({
      key,
      answer: newest,
      holdsUntil: Date.parse(newest.as_of),
      told: told ?? last?.told,
      asked: asked ?? last?.asked,
    });
  }
  // What is live holds until the moment it is so no more, however long ago it changed.
  useEffect(() => {
    if (!live) {
      return undefined;
    }
    return () => {
      const now = clock.now();
      setKept((present) => present && { ...present, holdsUntil: now });
    };
  }, [live, clock]);
  return last;
}

/** True when the channel of this name has not become live in the time it usually takes. */
function useSilence(name: string | undefined, live: boolean, clock: Clock): boolean {
  const [silent, setSilent] = useState<string>();
  useEffect(() => {
    if (name === undefined || live) {
      return undefined;
    }
    return clock.after(patienceMs, () => {
      setSilent(name);
    });
  }, [name, live, clock]);
  return !live && name !== undefined && silent === name;
}

function nameOf(query: NearbyQuery) {
  return channelName('parking.nearby', query);
}
