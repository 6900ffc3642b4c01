import { channelName, HomingClient, HomingError, type ConnectionState, type SocketConstructor, type Ticket } from '@homing/client';
import { WebSocket } from 'ws';
import type { Channels, Nearby, NearbyAnswer, Operations } from './parking.js';

const [server = 'http://127.0.0.1:8080', lat = '41.0369', lng = '28.9850'] = process.argv.slice(2);
const place: Nearby = { lat: Number(lat), lng: Number(lng), limit: 5 };

const client = new HomingClient<Operations, Channels>({
  url: await socketAddresses(),
  ticket: () => ask<Ticket>('/api/tickets', 'POST'),
  // Node has a WebSocket of its own since 22.
  WebSocket: (globalThis as { WebSocket?: SocketConstructor }).WebSocket ?? WebSocket,
});
client.onState((state) => {
  say(`· ${stateText(state)}`);
});
client.onError((error) => {
  say(`· The gateway says: ${textOf(error)}`);
});

const stop = new AbortController();
process.once('SIGINT', () => {
  stop.abort();
});

client.connect();
try {
  const answer = await client.request('parking.nearby', place, { deadlineMs: 10_000, signal: stop.signal });
  say(`\nAsked, and answered as of ${answer.as_of}:\n${tableOf(answer)}\n`);
  say('Watching; Ctrl-C ends it.');
  for await (const { body, skipped } of client.subscribe(channelName('parking.nearby', place), { signal: stop.signal })) {
    say(`\nTold, as of ${body.as_of}${skipped > 0 ? `, ${String(skipped)} left out` : ''}:\n${tableOf(body)}`);
  }
} catch (error) {
  if (error instanceof HomingError && error.code === 'unknown_channel') {
    say('This gateway does not tell changes of parking.nearby. Asking works, as you saw; watching has to wait.');
  } else if (!stop.signal.aborted) {
    say(textOf(error));
    process.exitCode = 1;
  }
} finally {
  client.close();
}

/** All gateways of the server, so that the client has another to go to. */
async function socketAddresses(): Promise<string[]> {
  const gateways = await ask<{ url: string }[]>('/api/gateways', 'GET');
  return gateways.map(({ url }) => `${url.replace(/^http/, 'ws')}/ws`);
}

async function ask<T>(path: string, method: string): Promise<T> {
  const answer = await fetch(new URL(path, server), { method });
  if (!answer.ok) {
    throw new Error(`${method} ${path}: ${String(answer.status)}`);
  }
  return (await answer.json()) as T;
}

function stateText(state: ConnectionState): string {
  switch (state.kind) {
    case 'connected':
      return `connected to gateway ${String(state.apiId)} (epoch ${String(state.epoch)})${state.resumed ? ', resumed' : ''}`;
    case 'waiting':
      return `waiting ${String(Math.round(state.nextTryAt - Date.now()))} ms for try ${String(state.attempt)}: ${state.reason}`;
    case 'closed':
      return `closed: ${state.reason}`;
    default:
      return state.kind;
  }
}

function tableOf({ lots }: NearbyAnswer): string {
  return lots
    .map(({ name, distance_m, free, capacity }) => {
      const places = free === null ? 'not known' : `${String(free)} of ${String(capacity)} free`;
      return `  ${`${String(Math.round(distance_m))} m`.padStart(8)}  ${places.padEnd(18)}  ${name}`;
    })
    .join('\n');
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
