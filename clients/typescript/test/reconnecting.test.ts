import { describe, expect, it } from 'vitest';
import { Backoff } from '../src/backoff.js';
import { connected } from './support/harness.js';
import { mulberry32 } from './support/random.js';

const almostOne = () => 1 - Number.EPSILON;

describe('reconnecting', () => {
  it('spreads the first try over the window of the gateway, then backs off with full jitter', () => {
    const backoff = new Backoff(almostOne);
    const waits = Array.from({ length: 9 }, () => Math.round(backoff.next(4_000)));
    expect(waits).toEqual([4_000, 1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000, 20_000]);
    backoff.reset();
    expect(Math.round(backoff.next(4_000))).toBe(4_000);
  });

  it('never waits less than 100 ms', () => {
    const backoff = new Backoff(() => 0);
    expect([backoff.next(4_000), backoff.next(4_000)]).toEqual([100, 100]);
  });

  it('spreads a crowd evenly', () => {
    const random = mulberry32(42);
    const waits = Array.from({ length: 10_000 }, () => new Backoff(random).next(10_000));
    const inEachSecond = Array.from(
      { length: 10 },
      (_, second) => waits.filter((wait) => Math.floor(wait / 1_000) === second).length,
    );
    expect(Math.max(...inEachSecond)).toBeLessThan(1_150);
    expect(Math.min(...inEachSecond)).toBeGreaterThan(850);
  });

  it.each([1, 2, 3, 4, 5])('keeps within its bounds whatever happens, and uses the whole of them (seed %i)', (seed) => {
    const random = mulberry32(seed);
    const waits = new Backoff(random);
    let failures = 0;
    const sums = new Map<number, { count: number; sum: number }>();
    for (let round = 0; round < 5_000; round += 1) {
      if (random() < 0.15) {
        waits.reset();
        failures = 0;
      }
      const windowMs = 5_000;
      const ceiling = failures === 0 ? windowMs : Math.min(20_000, 1_000 * 2 ** (failures - 1));
      const wait = waits.next(windowMs);
      expect(wait).toBeGreaterThanOrEqual(100);
      expect(wait).toBeLessThanOrEqual(ceiling);
      failures += 1;
      expect(waits.tries).toBe(failures);
      const sum = sums.get(ceiling) ?? { count: 0, sum: 0 };
      sums.set(ceiling, { count: sum.count + 1, sum: sum.sum + wait });
    }
    expect([...sums.keys()].sort((a, b) => a - b)).toEqual([1_000, 2_000, 4_000, 5_000, 8_000, 16_000, 20_000]);
    for (const [ceiling, { count, sum }] of sums) {
      const error = ceiling / Math.sqrt(12 * count); // Of the mean of a uniform distribution.
      expect(Math.abs(sum / count - ceiling / 2)).toBeLessThan(5 * error + 10); // The floor lifts it a little.
    }
  });

  it('sends a client elsewhere within the window, whatever failed before', () => {
    const random = mulberry32(3);
    const waits = new Backoff(random);
    for (let round = 0; round < 1_000; round += 1) {
      const tries = waits.tries;
      const wait = waits.sentElsewhere(2_000);
      expect(wait).toBeGreaterThanOrEqual(100);
      expect(wait).toBeLessThanOrEqual(2_000);
      expect(waits.tries).toBe(Math.max(1, tries));
      waits.next(2_000);
    }
  });

  it('goes on from the first step after one was sent elsewhere', async () => {
    const { client, clock, sockets } = await connected({ random: almostOne });
    sockets.last.drop();
    await clock.advance(4_000);
    sockets.last.drop();
    await clock.advance(1_000);
    sockets.last.welcome();
    sockets.last.drop(4200);
    const now = clock.now();
    expect(client.state).toMatchObject({ kind: 'waiting', reason: 'draining' });
    expect(Math.round((client.state as { nextTryAt: number }).nextTryAt - now)).toBe(4_000);
    await clock.advance(4_000);
    sockets.last.drop(4200); // Refused at the door: no reason to hurry.
    expect(Math.round((client.state as { nextTryAt: number }).nextTryAt - clock.now())).toBe(2_000);
  });

  it('starts over only after 10 s connected', async () => {
    const { client, clock, sockets } = await connected({ random: almostOne });
    sockets.last.drop();
    await clock.advance(4_000);
    sockets.last.welcome();
    await clock.advance(9_999);
    sockets.last.drop();
    expect(client.state).toMatchObject({ attempt: 2 });
    await clock.advance(1_000);
    sockets.last.welcome();
    await clock.advance(10_000);
    sockets.last.drop();
    expect(client.state).toMatchObject({ attempt: 1 });
  });

  it.each([4100, 4101, 4102])('pauses after %i', async (code) => {
    const { clock, sockets } = await connected({ random: () => 0 });
    sockets.last.drop(code);
    await clock.advance(1_099);
    expect(sockets.all).toHaveLength(1);
    await clock.advance(1);
    expect(sockets.all).toHaveLength(2);
  });

  it('goes elsewhere after 42xx, and to the same place after 41xx', async () => {
    const { clock, sockets } = await connected({ url: ['ws://a/ws', 'ws://b/ws'], random: () => 0 });
    sockets.last.drop(4200);
    await clock.advance(100);
    expect(sockets.last.url).toBe('ws://b/ws');
    sockets.last.welcome();
    sockets.last.drop(4101);
    await clock.advance(2_000);
    expect(sockets.last.url).toBe('ws://b/ws');
  });

  it('finds the next address also in a list that has changed', async () => {
    let urls = ['ws://a/ws', 'ws://b/ws', 'ws://c/ws'];
    const { clock, sockets } = await connected({ url: () => urls, random: () => 0 });
    sockets.last.drop();
    await clock.advance(100);
    expect(sockets.last.url).toBe('ws://b/ws');
    urls = ['ws://b/ws', 'ws://d/ws'];
    sockets.last.drop();
    await clock.advance(100);
    expect(sockets.last.url).toBe('ws://d/ws');
    sockets.last.drop();
    await clock.advance(100);
    expect(sockets.last.url).toBe('ws://b/ws');
  });

  it('tries at once when told to', async () => {
    const { client, clock, sockets } = await connected({ random: almostOne });
    sockets.last.drop();
    client.retryNow();
    await clock.advance(0);
    expect(sockets.all).toHaveLength(2);
    await clock.advance(4_000);
    expect(sockets.all).toHaveLength(2);
  });
});

describe('going away', () => {
  it('makes the new connection before it breaks the old one', async () => {
    const { client, clock, sockets, states } = await connected({ url: ['ws://a/ws', 'ws://b/ws'], random: () => 0.5 });
    const [old] = sockets.all;
    const answer = client.request('x', {});
    old?.says({ type: 'goaway', retry_after_ms: 100, window_ms: 1_000 });
    await clock.advance(599);
    expect(sockets.all).toHaveLength(1);
    await clock.advance(1);
    expect(sockets.last.url).toBe('ws://b/ws');
    sockets.last.open();
    expect(sockets.last.of('hello')[0]).toMatchObject({ session: 's1', pending: ['r1'] });
    expect(old?.closedWith).toBeUndefined();
    sockets.last.welcome({ api_id: 1, resumed: true });
    expect(old?.closedWith).toBe(1000);
    sockets.last.says({ type: 'response', id: 'r1', seq: 1, op: 'x', body: 1 });
    await expect(answer).resolves.toBe(1);
    expect(client.apiId).toBe(1);
    expect(states).toEqual(['connecting', 'connected', 'connected']);
  });

  it('sends again what went out on the old connection after the new hello', async () => {
    const { client, clock, sockets } = await connected();
    sockets.last.says({ type: 'goaway', retry_after_ms: 0, window_ms: 0 });
    await clock.advance(0);
    sockets.last.open();
    const [old, successor] = sockets.all;
    void client.request('late', {}).catch(() => undefined);
    expect(old?.of('request')).toHaveLength(1);
    successor?.welcome({ resumed: true });
    expect(successor?.of('request')).toMatchObject([{ id: 'r1', op: 'late' }]);
  });

  it('makes one connection, however often it is told', async () => {
    const { clock, sockets } = await connected();
    const [old] = sockets.all;
    old?.says({ type: 'goaway', retry_after_ms: 0, window_ms: 0 });
    await clock.advance(0);
    old?.says({ type: 'goaway', retry_after_ms: 0, window_ms: 0 });
    await clock.advance(1_000);
    expect(sockets.all).toHaveLength(2);
  });

  it('is spread over the window it was given (1,000 clients)', async () => {
    const random = mulberry32(11);
    const moments: number[] = [];
    for (let n = 0; n < 1_000; n += 1) {
      const { clock, sockets } = await connected({ random });
      sockets.last.says({ type: 'goaway', retry_after_ms: 500, window_ms: 2_000 });
      const start = clock.now();
      while (sockets.all.length === 1) {
        await clock.advance(50);
      }
      moments.push(clock.now() - start);
    }
    expect(Math.min(...moments)).toBeGreaterThanOrEqual(500);
    expect(Math.max(...moments)).toBeLessThanOrEqual(2_550);
    const early = moments.filter((moment) => moment <= 1_500).length;
    expect(early).toBeGreaterThan(430);
    expect(early).toBeLessThan(570);
  });

  it('stays on the old connection while the new one fails', async () => {
    const { client, clock, sockets } = await connected();
    sockets.last.says({ type: 'goaway', retry_after_ms: 0, window_ms: 0 });
    await clock.advance(0);
    sockets.last.drop();
    expect(client.state.kind).toBe('connected');
    await clock.advance(4_000);
    expect(sockets.all).toHaveLength(3);
  });

  it('returns when the old one closes before its time', async () => {
    const { client, clock, sockets } = await connected();
    sockets.last.says({ type: 'goaway', retry_after_ms: 60_000, window_ms: 0 });
    sockets.last.drop(4200);
    await clock.advance(4_000);
    sockets.last.welcome({ api_id: 2 });
    expect(client.apiId).toBe(2);
    expect(sockets.all).toHaveLength(2);
  });

  it('takes the new one when the old one is taken over by it', async () => {
    const { client, clock, sockets } = await connected();
    const [old] = sockets.all;
    old?.says({ type: 'goaway', retry_after_ms: 0, window_ms: 0 });
    await clock.advance(0);
    sockets.last.open();
    old?.drop(4003);
    sockets.last.welcome({ api_id: 3 });
    expect(client.apiId).toBe(3);
  });
});
