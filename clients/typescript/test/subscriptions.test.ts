import { describe, expect, it } from 'vitest';
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
});
