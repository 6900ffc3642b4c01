import type { AddressList } from './addresses.js';
import type { Clock } from './clock.js';
import type { SocketConstructor } from './socket.js';

export interface Ticket {
  client_id: string;
  ticket: string;
  expires_at: string;
}

/** Where the session is kept, so that a reloaded page comes back as the client it was. */
export interface SessionStore {
  load(): string | undefined;
  save(session: string | undefined): void;
}

export interface HomingClientOptions {
  /** `ws:` or `wss:` addresses. With several, each failed try goes to the next one. */
  url: AddressList;
  /** Asked for a ticket when there is no session, or when it was refused. */
  ticket: () => Promise<Ticket>;
  session?: SessionStore;
  /** Needed where there is no global one, as in Node 20. */
  WebSocket?: SocketConstructor;
  /** From 0 up to but not 1. */
  random?: () => number;
  clock?: Clock;
  /** For requests that bring none of their own. */
  defaultDeadlineMs?: number;
  newId?: () => string;
}

export interface RequestOptions {
  /** From now to the last moment an answer is of use, in milliseconds. */
  deadlineMs?: number;
  /** Gives the request up: it rejects with the signal's reason, and the gateway is told to cancel it. */
  signal?: AbortSignal;
}

export interface Push {
  readonly id: string;
  readonly topic: string;
  readonly body: unknown;
}
