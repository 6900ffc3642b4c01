import { useEffect, useState, type ReactNode } from 'react';
import { ConnectionContext, createConnection, type Client } from './connection';

interface ConnectionProviderProps {
  children: ReactNode;
  client?: Client;
}

/** Holds the page's one client. It stays connected for as long as the page lives. */
export function ConnectionProvider({ children, client: given }: ConnectionProviderProps) {
  const [client] = useState(() => given ?? createConnection());
  useEffect(() => {
    client.connect();
  }, [client]);
  return <ConnectionContext value={client}>{children}</ConnectionContext>;
}
