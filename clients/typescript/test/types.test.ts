import { describe, expect, expectTypeOf, it } from 'vitest';
import { channelName, type ChannelEvent, type HomingClient } from '../src/index.js';
import { connected } from './support/harness.js';

interface Place {
  lat: number;
  lng: number;
}

interface Operations {
  'parking.nearby': { request: Place; response: { lots: string[] } };
  'deliveries.start': { request: { routeId: string }; response: { route_id: string } };
}

type Channels = Record<`parking.nearby?${string}`, { lots: string[] }> & Record<`deliveries/${string}`, { bearing: number }>;

/** Never run: what does not compile here is the failure, found by the type check. */
export function typed(client: HomingClient<Operations, Channels>): void {
  expectTypeOf(client.request('parking.nearby', { lat: 41, lng: 29 })).resolves.toEqualTypeOf<{ lots: string[] }>();
  expectTypeOf(client.request('deliveries.start', { routeId: '1' })).resolves.toEqualTypeOf<{ route_id: string }>();
  expectTypeOf(client.subscribe(channelName('parking.nearby', { lat: 41 }))).toEqualTypeOf<
    AsyncGenerator<ChannelEvent<{ lots: string[] }>, void>
  >();
  expectTypeOf(client.subscribe('deliveries/7')).toEqualTypeOf<AsyncGenerator<ChannelEvent<{ bearing: number }>, void>>();
  // @ts-expect-error There is no such operation.
  void client.request('parking.far', {});
  // @ts-expect-error It takes a place.
  void client.request('parking.nearby', { lat: 41 });
  // @ts-expect-error There is no such channel.
  client.subscribe('weather');
}

export function untyped(client: HomingClient): void {
  expectTypeOf(client.request('any', 1)).resolves.toEqualTypeOf<unknown>();
  expectTypeOf(client.request<number>('any', 1)).resolves.toEqualTypeOf<number>();
  expectTypeOf(client.subscribe('any')).toEqualTypeOf<AsyncGenerator<ChannelEvent<unknown>, void>>();
  expectTypeOf(client.subscribe<number>('any')).toEqualTypeOf<AsyncGenerator<ChannelEvent<number>, void>>();
}

describe('a client with types', () => {
  it('is the same client', async () => {
    const { client, sockets } = await connected();
    const known = client as unknown as HomingClient<Operations, Channels>;
    const answer = known.request('parking.nearby', { lat: 41, lng: 29 });
    sockets.last.says({ type: 'response', id: 'r1', seq: 1, op: 'parking.nearby', body: { lots: ['a'] } });
    expect((await answer).lots).toEqual(['a']);
  });
});
