import { HomingError, type ChannelEvent, type ConnectionState } from '@homing/client';
import { useEffect, useEffectEvent, useState } from 'react';
import type { Channels } from './api';
import { useConnection, type Client } from './connection';

export interface Watch {
  /** A gateway has taken the subscription, on the connection there is: what is shown is how it is. */
  live: boolean;
  /** Why the gateway does not serve this channel. It is tried again on the next connection. */
  refusal: HomingError | undefined;
}

export interface Watched<T> extends Watch {
  /** The newest value. It stays while the connection is away. */
  value: T | undefined;
}

const nothing: Watch = { live: false, refusal: undefined };

/** Watches a channel, or none. A value of one channel is never shown for another. */
export function useChannel<Name extends keyof Channels>(name: Name | undefined): Watched<Channels[Name]> {
  const [shown, setShown] = useState<{ name: Name | undefined; value: Channels[Name] | undefined }>({ name, value: undefined });
  if (shown.name !== name) {
    setShown({ name, value: undefined });
  }
  const watch = useChannelEvents(name, ({ body }) => {
    setShown({ name, value: body });
  });
  return { ...watch, value: shown.name === name ? shown.value : undefined };
}

/** Takes each event of a channel, or of none, as it comes. */
export function useChannelEvents<Name extends keyof Channels>(
  name: Name | undefined,
  take: (event: ChannelEvent<Channels[Name]>) => void,
): Watch {
  const client = useConnection();
  const [state, setState] = useState<{ name: Name; watch: Watch }>();
  const taken = useEffectEvent(take);

  useEffect(() => {
    if (name === undefined) {
      return undefined;
    }
    const stop = new AbortController();
    const change = (more: Partial<Watch>) => {
      if (!stop.signal.aborted) {
        setState((last) => ({ name, watch: { ...(last?.name === name ? last.watch : nothing), ...more } }));
      }
    };
    const watch = async () => {
      const events = client.subscribe(name, {
        signal: stop.signal,
        onLive: (live) => {
          change(live ? { live, refusal: undefined } : { live });
        },
      });
      for await (const event of events) {
        if (!stop.signal.aborted) {
          taken(event);
        }
      }
    };
    const keepWatching = async () => {
      while (!stop.signal.aborted) {
        try {
          await watch();
        } catch (failure) {
          if (failure instanceof HomingError && failure.code !== 'closed') {
            change({ refusal: failure });
          }
        }
        await nextConnection(client, stop.signal);
      }
    };
    void keepWatching();
    return () => {
      stop.abort();
    };
  }, [client, name]);

  return state !== undefined && state.name === name ? state.watch : nothing;
}

/** Settles at the next connection that is made from now on, or when nobody waits for it any more. */
function nextConnection(client: Client, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const stop = client.onState((state: ConnectionState) => {
      if (state.kind === 'connected') {
        done();
      }
    });
    const done = () => {
      stop();
      signal.removeEventListener('abort', done);
      resolve();
    };
    signal.addEventListener('abort', done, { once: true });
  });
}
