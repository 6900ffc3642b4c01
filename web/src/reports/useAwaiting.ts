import { systemClock, type Clock } from '@homing/client';
import { useEffect } from 'react';
import { useConnection } from '../connection/connection';
import { usePolled, type Polled } from '../shared/usePolled';
import { listAwaiting } from './api';
import { popupOf } from './popup';
import type { Report } from './report';

const askEveryMs = 15_000;

/** So that it is told after a crash too, a push is sent before the log has that a report waits: the list may be behind it. */
export const askAgainMs: readonly number[] = [1_000, 5_000];

/** The reports that wait for the caller's approval; a push tells of a new one before its turn to be asked for. */
export function useAwaiting(clock: Clock = systemClock): Polled<readonly Report[]> {
  const client = useConnection();
  const polled = usePolled(listAwaiting, askEveryMs, clock);
  const { reload } = polled;
  useEffect(() => {
    let timers: (() => void)[] = [];
    const cancel = () => {
      timers.forEach((stop) => {
        stop();
      });
    };
    const unsubscribe = client.onPush((push) => {
      if (popupOf(push)?.state === 'awaiting_approval') {
        cancel();
        reload();
        timers = askAgainMs.map((pause) => clock.after(pause, reload));
      }
    });
    return () => {
      unsubscribe();
      cancel();
    };
  }, [client, reload, clock]);
  return polled;
}
