import { createContext, useContext, useSyncExternalStore } from 'react';
import type { AccountStore } from './accountStore';

/** Who looks at the pages. */
export interface Account {
  /** Undefined for a guest. */
  user: string | undefined;
  roles: readonly string[];
  /** Whether guests may use the pages. */
  guests: boolean;
}

export const AccountContext = createContext<AccountStore | undefined>(undefined);

export function useAccountStore(): AccountStore {
  const store = useContext(AccountContext);
  if (!store) {
    throw new Error('There is no AccountProvider above.');
  }
  return store;
}

/** Undefined until it is known. */
export function useAccount(): Account | undefined {
  const store = useAccountStore();
  return useSyncExternalStore(store.onChange, () => store.account);
}
