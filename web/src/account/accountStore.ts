import { forgetSession } from '../connection/connection';
import { fetchJson, send } from '../shared/http';
import type { Account } from './account';

interface Me {
  user: string | null;
  roles: string[];
  guests: boolean;
}

/** A server that does not say who it is has guests. */
const nobody: Account = { user: undefined, roles: [], guests: true };

/** Knows who is signed in, and signs in and out. */
export class AccountStore {
  private known: Account | undefined;
  private readonly listeners = new Set<() => void>();

  /** Undefined until the server has said it once, or cannot be asked. */
  get account(): Account | undefined {
    return this.known;
  }

  readonly onChange = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  /** Asks who is signed in: it may have changed in another tab, or have expired. */
  async refresh(): Promise<void> {
    try {
      const { user, roles, guests } = await fetchJson<Me>('/api/me');
      this.take({ user: user ?? undefined, roles, guests });
    } catch {
      this.take(this.known ?? nobody); // Away, not signed out.
    }
  }

  /** Rejects with a HomingProblem where the user or the password is wrong, or it was tried too often. */
  async signIn(user: string, password: string): Promise<void> {
    await send('/api/sign-in', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user, password }),
    });
    await this.refresh();
  }

  async signOut(): Promise<void> {
    await send('/api/sign-out', { method: 'POST' });
    await this.refresh();
  }

  private take(next: Account): void {
    if (this.known && this.known.user !== next.user) {
      forgetSession(); // It is the other user's.
    }
    this.known = next;
    this.listeners.forEach((changed) => {
      changed();
    });
  }
}
