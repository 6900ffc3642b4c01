import { renderHook } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeGateway } from '../testing/fakeGateway';
import { FakeClock, lot, noon } from '../testing/fakes';
import type { NearbyQuery } from './lot';
import { askEveryMs, patienceMs, settleMs, useNearby } from './useNearby';

const query = (lat: number): NearbyQuery => ({ lat, lng: 29, limit: 10 });
const nameOf = (lat: number) => `parking.nearby?lat=${String(lat)}&lng=29&limit=10`;
const answer = (name: string) => ({ as_of: '2026-05-07T11:00:00Z', lots: [lot({ name })] });
const event = (lat: number, name: string, offset = 1) => ({
  type: 'event',
  channel: nameOf(lat),
  epoch: 1,
  offset,
  at: '2026-05-07T11:00:00Z',
  body: answer(name),
});
const subscribed = (lat: number) => ({ type: 'subscribed', channel: nameOf(lat), epoch: 1, offset: 0, recovered: false });
const refusal = (lat: number, code = 'unknown_channel') => ({
  type: 'error',
  code,
  detail: 'There is no such channel.',
  channel: nameOf(lat),
  retry: false,
});

let clock: FakeClock;
let gateway: FakeGateway;

beforeEach(() => {
  clock = new FakeClock();
  gateway = new FakeGateway(clock);
});

async function search(lat = 41) {
  const initialProps: { asked: NearbyQuery | undefined; on: boolean } = { asked: query(lat), on: true };
  const hook = renderHook(({ asked, on }: typeof initialProps) => useNearby(asked, on, clock), {
    initialProps,
    wrapper: gateway.wrapper,
  });
  await gateway.connect();
  return { ...hook, name: () => hook.result.current.answer?.lots[0]?.name };
}

const answers = async (name: string, seq: number) => {
  const id = gateway.heard('request').at(-1)?.['id'];
  await gateway.says({ type: 'response', id, seq, op: 'parking.nearby', body: answer(name) });
};

describe('what is near', () => {
  it('is watched, and asks nothing', async () => {
    const { result, name } = await search();
    expect(gateway.heard('subscribe')).toEqual([{ type: 'subscribe', channel: nameOf(41) }]);
    expect(result.current).toMatchObject({ loading: true, updates: 'none' });
    await gateway.says(subscribed(41));
    await gateway.says(event(41, 'a'));
    expect([name(), result.current.updates, result.current.loading]).toEqual(['a', 'live', false]);
    await gateway.says(event(41, 'b', 2));
    expect(name()).toBe('b');
    await gateway.waits(60_000);
    expect(gateway.heard('request')).toEqual([]);
  });

  it('is never the list of an older question, and a filter that still moves changes nothing', async () => {
    const { result, rerender, name } = await search();
    await gateway.says(event(41, 'a'));
    rerender({ asked: query(40), on: true });
    expect(result.current).toMatchObject({ answer: undefined, loading: true, updates: 'none' });
    await gateway.says(event(41, 'late', 2));
    rerender({ asked: query(39), on: true });
    await gateway.waits(settleMs - 1);
    expect(gateway.heard('subscribe')).toHaveLength(1);
    await gateway.waits(1);
    expect(gateway.heard('subscribe').map((frame) => frame['channel'])).toEqual([nameOf(41), nameOf(39)]);
    expect(gateway.heard('unsubscribe').map((frame) => frame['channel'])).toEqual([nameOf(41)]);
    expect(name()).toBeUndefined();
    await gateway.says(event(41, 'too late', 3));
    expect(name()).toBeUndefined();
    await gateway.says(event(39, 'c'));
    expect(name()).toBe('c');
  });

  it.each(['unknown_channel', 'too_many_channels'])('is asked for in periods when the channel is refused: %s', async (code) => {
    const { result, name } = await search();
    await gateway.says(refusal(41, code));
    expect(gateway.heard('request')).toMatchObject([{ op: 'parking.nearby', body: query(41) }]);
    await answers('a', 1);
    expect([name(), result.current.updates]).toEqual(['a', 'periodic']);
    await gateway.waits(askEveryMs);
    await answers('b', 2);
    expect(name()).toBe('b');
    expect(gateway.heard('subscribe')).toHaveLength(1);
  });

  it('is asked for when the channel stays silent, until it speaks', async () => {
    const { result, name } = await search();
    await gateway.waits(patienceMs);
    await answers('asked', 1);
    expect([name(), result.current.updates]).toEqual(['asked', 'periodic']);
    await gateway.says(event(41, 'told'));
    expect([name(), result.current.updates]).toEqual(['told', 'live']);
    await gateway.waits(60_000);
    expect(gateway.heard('request')).toHaveLength(1);
  });

  it('stays while the connection is away, with the moment it held until, and is live again after', async () => {
    const { result, name } = await search();
    await gateway.says(subscribed(41));
    await gateway.says(event(41, 'a', 5));
    expect(result.current.holdsUntil).toBe(Date.parse('2026-05-07T11:00:00Z'));
    await gateway.waits(30_000);
    await gateway.drops();
    expect([name(), result.current.updates, result.current.holdsUntil]).toEqual(['a', 'none', noon + 30_000]);
    await gateway.returns();
    expect(gateway.heard('hello')).toMatchObject([{ channels: [{ channel: nameOf(41), epoch: 1, offset: 5 }] }]);
    expect([name(), result.current.updates]).toEqual(['a', 'none']);
    await gateway.says({ ...subscribed(41), offset: 5, recovered: true });
    expect([name(), result.current.updates]).toEqual(['a', 'live']);
    expect(gateway.heard('request')).toEqual([]);
  });

  it('is watched again at the next gateway when this one does not serve it', async () => {
    const { result, name } = await search();
    await gateway.says(refusal(41));
    await answers('asked', 1);
    await gateway.drops();
    expect([name(), result.current.updates]).toEqual(['asked', 'none']);
    await gateway.returns();
    expect(gateway.heard('subscribe')).toHaveLength(1);
    await gateway.says(event(41, 'told'));
    expect([name(), result.current.updates]).toEqual(['told', 'live']);
  });

  it('is left alone while it is paused, and keeps the list', async () => {
    const { result, rerender, name } = await search();
    await gateway.says(event(41, 'a'));
    await gateway.waits(10_000);
    rerender({ asked: query(41), on: false });
    await gateway.waits(60_000);
    expect(gateway.heard('unsubscribe')).toHaveLength(1);
    expect([name(), result.current.updates, result.current.holdsUntil]).toEqual(['a', 'none', noon + 10_000]);
    rerender({ asked: query(41), on: true });
    await gateway.waits(settleMs);
    await gateway.says(event(41, 'b', 2));
    expect([name(), result.current.updates]).toEqual(['b', 'live']);
  });

  it('shows what is wrong with a question that is refused', async () => {
    const { result } = await search();
    await gateway.says(refusal(41, 'invalid_request'));
    const id = gateway.heard('request')[0]?.['id'];
    const error = { type: 'urn:problem-type:homing:invalid-request', status: 400, detail: 'lat is too large' };
    await gateway.says({ type: 'response', id, seq: 1, op: 'parking.nearby', error });
    expect(result.current.error).toMatchObject({ code: 'invalid_request', message: 'lat is too large' });
    expect(result.current.loading).toBe(false);
  });
});
