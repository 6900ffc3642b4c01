import { HomingClient, type ConnectionState, type SessionStore, type Ticket } from '@homing/client';
import { createContext, useContext, useSyncExternalStore } from 'react';
import { fetchJson } from '../shared/http';
import type { Channels, Operations } from './api';
import { GatewayAddresses } from './gatewayAddresses';

export type Client = HomingClient<Operations, Channels>;

const sessionKey = 'homing.session';

/** Per tab, so that a reload is the same client and another tab is another one. */
const tabSession: SessionStore = {
  load: () => sessionStorage.getItem(sessionKey) ?? undefined,
  save(session) {
    if (session === undefined) {
      sessionStorage.removeItem(sessionKey);
    } else {
      sessionStorage.setItem(sessionKey, session);
    }
  },
};

/** The next client of this page is a new one. */
export function forgetSession(): void {
  tabSession.save(undefined);
}

/** The client of this page. */
export function createConnection(): Client {
  const addresses = new GatewayAddresses(window.location);
  const client: Client = new HomingClient({
    url: () => addresses.all,
    ticket: () => fetchJson<Ticket>('/api/tickets', { method: 'POST' }),
    session: tabSession,
  });
  client.onState((state) => {
    if (state.kind === 'connected') {
      void addresses.learn();
    }
  });
  return client;
}

/** Lets the client look at the network's own signals, until it is told to stop. */
export function followNetwork(client: Client): () => void {
  const stop = new AbortController();
  const options = { signal: stop.signal };
  const look = () => {
    client.retryNow();
    client.probe();
  };
  window.addEventListener('online', look, options);
  window.addEventListener(
    'offline',
    () => {
      client.probe();
    },
    options,
  );
  document.addEventListener(
    'visibilitychange',
    () => {
      if (document.visibilityState === 'visible') {
        look(); // Timers sleep in a hidden page, and so may the connection.
      }
    },
    options,
  );
  return () => {
    stop.abort();
  };
}

export const ConnectionContext = createContext<Client | undefined>(undefined);

export function useConnection(): Client {
  const client = useContext(ConnectionContext);
  if (!client) {
    throw new Error('There is no ConnectionProvider above.');
  }
  return client;
}

export function useConnectionState(): ConnectionState {
  const client = useConnection();
  return useSyncExternalStore(
    (changed) => client.onState(changed),
    () => client.state,
  );
}
