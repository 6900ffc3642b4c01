import { closeCodes } from '@homing/client';
import { LinearProgress } from '@mui/material';
import { useEffect, type ReactNode } from 'react';
import { useConnection } from '../connection/connection';
import { ConnectionProvider } from '../connection/ConnectionProvider';
import { useAccount, useAccountStore } from './account';
import { SignInPage } from './SignInPage';

/** The pages, on a connection of whoever is signed in; where guests are not allowed they sign in first. */
export function SignedIn({ children }: { children: ReactNode }) {
  const account = useAccount();
  if (!account) {
    return <LinearProgress aria-label="Loading" />;
  }
  return account.user === undefined && !account.guests ? (
    <SignInPage />
  ) : (
    // Another user is another client: nothing of the one before is asked again, or shown.
    <ConnectionProvider key={account.user ?? ''}>
      <RefusalWatch />
      {children}
    </ConnectionProvider>
  );
}

/** A connection that is refused for good may be so because somebody is no longer signed in. */
function RefusalWatch() {
  const client = useConnection();
  const store = useAccountStore();
  useEffect(
    () =>
      client.onState((state) => {
        if (state.kind === 'closed' && state.code === closeCodes.unauthenticated) {
          void store.refresh();
        }
      }),
    [client, store],
  );
  return null;
}
