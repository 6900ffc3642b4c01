import { useEffect, useRef } from 'react';
import { useNotify } from '../app/notices';
import { useConnection } from './connection';

/** Says when the connection is lost, and when it is back. */
export function ConnectionNotices() {
  const client = useConnection();
  const notify = useNotify();
  const lost = useRef(false);

  useEffect(
    () =>
      client.onState((state) => {
        if (state.kind === 'waiting' && !lost.current) {
          lost.current = true;
          notify('The connection is lost. It comes back by itself.', 'warning');
        } else if (state.kind === 'connected' && lost.current) {
          lost.current = false;
          notify(`Connected again, to gateway ${String(state.apiId)}.`, 'success');
        } else if (state.kind === 'closed' && state.code === 4003) {
          notify('This tab was opened elsewhere too, and is connected there.', 'warning');
        }
      }),
    [client, notify],
  );
  return null;
}
