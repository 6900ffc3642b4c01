import { useEffect, useState, type ReactNode } from 'react';
import { AccountContext } from './account';
import { AccountStore } from './accountStore';

/** Holds who is signed in, and looks again whenever the page is looked at again. */
export function AccountProvider({ children }: { children: ReactNode }) {
  const [store] = useState(() => new AccountStore());
  useEffect(() => {
    void store.refresh();
    const look = () => {
      if (document.visibilityState === 'visible') {
        void store.refresh();
      }
    };
    document.addEventListener('visibilitychange', look);
    return () => {
      document.removeEventListener('visibilitychange', look);
    };
  }, [store]);
  return <AccountContext value={store}>{children}</AccountContext>;
}
