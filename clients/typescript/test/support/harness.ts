import { HomingClient, type HomingClientOptions } from '../../src/index.js';
import { FakeClock } from './fakeClock.js';
import { fakeSockets, type FakeSockets } from './fakeSocket.js';
import { mulberry32 } from './random.js';

export interface Harness {
  client: HomingClient;
  clock: FakeClock;
  sockets: FakeSockets;
  tickets: () => number;
  states: string[];
}

export function harness(options: Partial<HomingClientOptions> = {}): Harness {
  const clock = new FakeClock();
  const sockets = fakeSockets();
  let tickets = 0;
  let ids = 0;
  const client = new HomingClient({
    url: 'ws://gateway/ws',
    ticket: () => {
      tickets += 1;
      return Promise.resolve({ client_id: 'c1', ticket: `t${String(tickets)}`, expires_at: '2026-01-01T00:00:00Z' });
    },
    WebSocket: sockets.constructor_,
    clock,
    random: mulberry32(7),
    newId: () => {
      ids += 1;
      return `r${String(ids)}`;
    },
    ...options,
  });
  const states: string[] = [];
  client.onState((state) => states.push(state.kind));
  return { client, clock, sockets, tickets: () => tickets, states };
}

/** A client that is connected, and its socket. */
export async function connected(options: Partial<HomingClientOptions> = {}, welcome = {}): Promise<Harness> {
  const made = harness(options);
  made.client.connect();
  await made.clock.advance(0);
  made.sockets.last.welcome(welcome);
  return made;
}
