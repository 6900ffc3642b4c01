import { useEffect } from 'react';
import { useConnection } from '../connection/connection';
import { usePolled, type Polled } from '../shared/usePolled';
import { listAwaiting } from './api';
import { popupOf } from './popup';
import type { Report } from './report';

const askEveryMs = 15_000;

/** The reports that wait for the caller's approval; a push tells of a new one before its turn to be asked for. */
export function useAwaiting(): Polled<readonly Report[]> {
  const client = useConnection();
  const polled = usePolled(listAwaiting, askEveryMs);
  const { reload } = polled;
  useEffect(
    () =>
      client.onPush((push) => {
        if (popupOf(push)?.state === 'awaiting_approval') {
          reload();
        }
      }),
    [client, reload],
  );
  return polled;
}
