import { useEffect, useState, type ReactNode } from 'react';
import { ConnectionContext, createConnection, followNetwork, type Client } from './connection';

interface ConnectionProviderProps {
  children: ReactNode;
  client?: Client;
}

/** Holds the page's one client. It stays connected for as long as this is shown. */
export function ConnectionProvider({ children, client: given }: ConnectionProviderProps) {
  const [client] = useState(() => given ?? createConnection());
  useEffect(() => {
    client.connect();
    const unfollow = followNetwork(client);
    return () => {
      unfollow();
      client.close();
    };
  }, [client]);
  return <ConnectionContext value={client}>{children}</ConnectionContext>;
}
