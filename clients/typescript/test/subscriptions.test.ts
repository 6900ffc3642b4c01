import { describe, expect, it } from 'vitest';
import { channelName } from '../src/index.js';
import { settle } from './support/fakeClock.js';
import { connected } from './support/harness.js';

const event = (offset: number, body: unknown, skipped = 0) => ({
  type: 'event',
  channel: 'deliveries/1',
  epoch: 4,
  offset,
  at: '2026-01-01T00:00:00Z',
  skipped,
  body,
});

describe('subscriptions', () => {
  it('yield what comes, and unsubscribe when the loop is left', async () => {
    const { client, sockets } = await connected();
    const events = client.subscribe<number>('deliveries/1', { minIntervalMs: 200 });
    const first = events.next();
    await settle();
    expect(sockets.last.of('subscribe')).toEqual([{ type: 'subscribe', channel: 'deliveries/1', min_interval_ms: 200 }]);
    sockets.last.says({ type: 'subscribed', channel: 'deliveries/1', epoch: 4, offset: 1, recovered: true });
    sockets.last.says(event(2, 10));
    expect((await first).value).toMatchObject({ body: 10, skipped: 0, gap: false });
    await events.return();
    expect(sockets.last.of('unsubscribe')).toEqual([{ type: 'unsubscribe', channel: 'deliveries/1' }]);
  });

  it('give a slow reader the newest value and the count of what it missed', async () => {
    const { client, sockets } = await connected();
    const events = client.subscribe<number>('deliveries/1');
    const first = events.next();
    await settle();
    sockets.last.says(event(1, 1));
    await first;
    sockets.last.says(event(2, 2));
    sockets.last.says(event(5, 5, 2));
    expect((await events.next()).value).toMatchObject({ body: 5, skipped: 3 });
  });

  it('tell their position in hello, and say when there is a gap', async () => {
    const { client, clock, sockets } = await connected();
    const events = client.subscribe<number>('deliveries/1');
    const first = events.next();
    await settle();
    sockets.last.says(event(7, 1));
    await first;
    sockets.last.drop();
    await clock.advance(4_000);
    sockets.last.welcome({ resumed: true });
    expect(sockets.last.of('hello')[0]).toMatchObject({ channels: [{ channel: 'deliveries/1', epoch: 4, offset: 7 }] });
    expect(sockets.last.of('subscribe')).toEqual([]);
    sockets.last.says({ type: 'subscribed', channel: 'deliveries/1', epoch: 5, offset: 0, recovered: false });
    sockets.last.says({ ...event(1, 2), epoch: 5 });
    expect((await events.next()).value).toMatchObject({ body: 2, gap: true });
  });

  it('end when aborted and when the client closes', async () => {
    const { client } = await connected();
    const stop = new AbortController();
    const aborted = client.subscribe('a', { signal: stop.signal }).next();
    const closed = client.subscribe('b').next();
    await settle();
    stop.abort();
    client.close();
    expect((await aborted).done).toBe(true);
    expect((await closed).done).toBe(true);
  });

  it.each(['unknown_channel', 'too_many_channels', 'invalid_request'])('throw when they are refused with %s', async (code) => {
    const { client, sockets } = await connected();
    const [one, other] = ['deliveries/1', 'deliveries/1'].map((channel) => client.subscribe(channel).next());
    const untouched = client.subscribe('deliveries/2').next();
    await settle();
    sockets.last.says({ type: 'error', code, detail: 'Not here.', channel: 'deliveries/1', retry: false });
    await expect(one).rejects.toMatchObject({ name: 'HomingError', code, message: 'Not here.' });
    await expect(other).rejects.toMatchObject({ code });
    expect(sockets.last.of('unsubscribe')).toEqual([]);
    sockets.last.says({ ...event(1, 1), channel: 'deliveries/2' });
    expect((await untouched).value).toMatchObject({ body: 1 });
  });

  it('can be tried again after a refusal', async () => {
    const { client, sockets } = await connected();
    const refused = client.subscribe('deliveries/1').next();
    await settle();
    sockets.last.says({ type: 'error', code: 'too_many_channels', detail: 'Full.', channel: 'deliveries/1', retry: false });
    const again = client.subscribe<number>('deliveries/1').next();
    await expect(refused).rejects.toMatchObject({ code: 'too_many_channels' });
    await settle();
    sockets.last.says(event(1, 7));
    expect((await again).value).toMatchObject({ body: 7 });
    expect(sockets.last.of('subscribe')).toHaveLength(2);
    expect(sockets.last.of('unsubscribe')).toEqual([]);
  });

  it('throw when what was told in hello is refused after a reconnect', async () => {
    const { client, clock, sockets } = await connected();
    const events = client.subscribe<number>('deliveries/1');
    const first = events.next();
    await settle();
    sockets.last.says(event(7, 1));
    await first;
    const second = events.next();
    sockets.last.drop();
    await clock.advance(4_000);
    sockets.last.welcome({ resumed: true });
    sockets.last.says({ type: 'error', code: 'unknown_channel', detail: 'Gone.', channel: 'deliveries/1', retry: false });
    await expect(second).rejects.toMatchObject({ code: 'unknown_channel' });
  });

  it('give a second reader the newest value at once, without asking again', async () => {
    const { client, sockets } = await connected();
    const first = client.subscribe<number>('deliveries/1').next();
    await settle();
    sockets.last.says(event(3, 30, 2));
    await first;
    expect((await client.subscribe<number>('deliveries/1').next()).value).toMatchObject({ body: 30, skipped: 0 });
    expect(sockets.last.of('subscribe')).toHaveLength(1);
  });

  it('keep the shortest interval that a reader wants', async () => {
    const { client, sockets } = await connected();
    for (const minIntervalMs of [500, 1_000, 200]) {
      void client.subscribe('deliveries/1', { minIntervalMs }).next();
      await settle();
    }
    void client.subscribe('deliveries/1').next();
    await settle();
    expect(sockets.last.of('subscribe').map((frame) => frame['min_interval_ms'])).toEqual([500, 200, undefined]);
  });

  it('with an interval go on by a subscribe of their own, for hello has no place for it', async () => {
    const { client, clock, sockets } = await connected();
    const events = client.subscribe('deliveries/1', { minIntervalMs: 500 });
    const first = events.next();
    await settle();
    sockets.last.says(event(7, 1));
    await first;
    sockets.last.drop();
    await clock.advance(4_000);
    sockets.last.welcome({ resumed: true });
    expect(sockets.last.of('hello')).toMatchObject([{ channels: [] }]);
    expect(sockets.last.of('subscribe')).toEqual([
      { type: 'subscribe', channel: 'deliveries/1', since: { epoch: 4, offset: 7 }, min_interval_ms: 500 },
    ]);
  });

  it('do not go on from a position whose event has not come', async () => {
    const { client, clock, sockets } = await connected();
    void client.subscribe('deliveries/1').next();
    await settle();
    sockets.last.says({ type: 'subscribed', channel: 'deliveries/1', epoch: 4, offset: 9, recovered: false });
    sockets.last.drop();
    await clock.advance(4_000);
    sockets.last.welcome({ resumed: true });
    expect(sockets.last.of('hello')).toMatchObject([{ channels: [] }]);
    expect(sockets.last.of('subscribe')).toEqual([{ type: 'subscribe', channel: 'deliveries/1' }]);
  });

  it('pass over what is older than what they have', async () => {
    const { client, sockets } = await connected();
    const events = client.subscribe<number>('deliveries/1');
    const first = events.next();
    await settle();
    sockets.last.says(event(7, 7));
    await first;
    sockets.last.says(event(6, 6));
    const second = events.next();
    sockets.last.says({ ...event(1, 100), epoch: 5 });
    expect((await second).value).toMatchObject({ body: 100, skipped: 0 });
  });

  it('yield nothing more once they are aborted', async () => {
    const { client, sockets } = await connected();
    const stop = new AbortController();
    const events = client.subscribe('deliveries/1', { signal: stop.signal });
    const first = events.next();
    await settle();
    sockets.last.says(event(1, 1));
    await first;
    sockets.last.says(event(2, 2));
    stop.abort();
    expect((await events.next()).done).toBe(true);
    expect(sockets.last.of('unsubscribe')).toHaveLength(1);
  });

  it('say when they are live: taken by a gateway, on a connection that lasts', async () => {
    const { client, clock, sockets } = await connected();
    const heard: boolean[] = [];
    const later: boolean[] = [];
    const events = client.subscribe<number>('deliveries/1', { onLive: (live) => heard.push(live) });
    const first = events.next();
    await settle();
    expect(heard).toEqual([]);
    sockets.last.says({ type: 'subscribed', channel: 'deliveries/1', epoch: 4, offset: 1, recovered: false });
    sockets.last.says(event(2, 10));
    await first;
    expect(heard).toEqual([true]);
    void client.subscribe('deliveries/1', { onLive: (live) => later.push(live) }).next();
    await settle();
    sockets.last.drop();
    await clock.advance(4_000);
    sockets.last.welcome({ resumed: true });
    expect([heard, later]).toEqual([[true, false], [true, false]]);
    sockets.last.says({ type: 'subscribed', channel: 'deliveries/1', epoch: 4, offset: 2, recovered: true });
    client.close();
    expect([heard, later]).toEqual([[true, false, true, false], [true, false, true, false]]);
  });

  it('throw when the client is closed already', async () => {
    const { client } = await connected();
    client.close();
    await expect(client.subscribe('a').next()).rejects.toMatchObject({ code: 'closed' });
  });
});

describe('names of channels', () => {
  it('carry their fields as a query string, without those that have no value', () => {
    const name = channelName('parking.nearby', { lat: 41.5, lng: -29, open_now: true, min_free: undefined, park_type: 'açık & kapalı' });
    expect(name).toBe('parking.nearby?lat=41.5&lng=-29&open_now=true&park_type=a%C3%A7%C4%B1k+%26+kapal%C4%B1');
    expect(new URLSearchParams(name.split('?')[1]).get('park_type')).toBe('açık & kapalı');
  });
});
