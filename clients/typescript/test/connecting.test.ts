import { describe, expect, it } from 'vitest';
import { HomingProblem, type ConnectionState } from '../src/index.js';
import { connected, harness } from './support/harness.js';

function memoryStore(initial?: string) {
  let value = initial;
  return { load: () => value, save: (session: string | undefined) => (value = session), value: () => value };
}

describe('connecting', () => {
  it('says hello with a ticket first and with the session when it comes back', async () => {
    const { client, clock, sockets, tickets } = await connected();
    expect(sockets.last.protocol).toBe('homing.v1');
    expect(sockets.last.of('hello')).toEqual([{ type: 'hello', ticket: 't1', pending: [], channels: [] }]);
    expect(Object.keys(sockets.last.sent[0] ?? {})[0]).toBe('type');
    sockets.last.drop();
    await clock.advance(4_000);
    sockets.last.open();
    expect(sockets.last.of('hello')).toEqual([{ type: 'hello', session: 's1', pending: [], channels: [] }]);
    expect(tickets()).toBe(1);
    expect(client.clientId).toBe('c1');
  });

  it('resumes a stored session, and takes a ticket when it is refused', async () => {
    const store = memoryStore('old');
    const { client, clock, sockets, tickets } = harness({ session: store });
    client.connect();
    await clock.advance(0);
    sockets.last.open();
    expect(sockets.last.of('hello')[0]).toMatchObject({ session: 'old' });
    sockets.last.drop(4001);
    expect(client.state.kind).toBe('waiting');
    expect(store.value()).toBeUndefined();
    await clock.advance(1_000);
    sockets.last.welcome();
    expect(tickets()).toBe(1);
    expect(store.value()).toBe('s1');
    expect(client.state).toMatchObject({ kind: 'connected', clientId: 'c1', apiId: 0 });
  });

  it('asks for one other ticket when its own is refused, and then stays away', async () => {
    const { client, clock, sockets, tickets } = harness();
    client.connect();
    await clock.advance(0);
    sockets.last.open();
    sockets.last.drop(4001, 'no');
    expect(client.state.kind).toBe('waiting');
    await clock.advance(1_000);
    sockets.last.open();
    sockets.last.drop(4001, 'no');
    expect(client.state).toEqual({ kind: 'closed', code: 4001, reason: 'no' });
    await clock.advance(100_000);
    expect([tickets(), sockets.all.length]).toEqual([2, 2]);
  });

  it.each([4002, 4003])('never comes back after %i', async (code) => {
    const { client, clock, sockets } = harness();
    client.connect();
    await clock.advance(0);
    sockets.last.open();
    sockets.last.drop(code, 'no');
    expect(client.state).toEqual({ kind: 'closed', code, reason: 'no' });
    await clock.advance(100_000);
    expect(sockets.all).toHaveLength(1);
    await expect(client.request('x', {})).rejects.toMatchObject({ code: 'closed' });
  });

  it('stays away when no ticket is given to it', async () => {
    const { client, clock } = harness({
      ticket: () => Promise.reject(new HomingProblem({ status: 401, title: 'Sign in first' })),
    });
    client.connect();
    await clock.advance(0);
    expect(client.state).toMatchObject({ kind: 'closed', code: 4001, reason: 'Sign in first' });
  });

  it('keeps trying when the ticket cannot be fetched', async () => {
    let tries = 0;
    const { client, clock } = harness({
      ticket: () => {
        tries += 1;
        return Promise.reject(new TypeError('fetch failed'));
      },
    });
    client.connect();
    await clock.advance(60_000);
    expect(tries).toBeGreaterThan(4);
    expect(client.state).toMatchObject({ kind: 'waiting', reason: 'unreachable' });
  });

  it('can be started again after it was closed', async () => {
    const { client, clock, sockets } = await connected();
    client.close();
    expect(sockets.last.closedWith).toBe(1000);
    client.connect();
    await clock.advance(0);
    expect(sockets.all).toHaveLength(2);
  });

  it('gives up on a gateway that does not welcome', async () => {
    const { client, clock, sockets } = harness();
    client.connect();
    await clock.advance(0);
    sockets.last.open();
    await clock.advance(9_999);
    expect(client.state.kind).toBe('connecting');
    await clock.advance(1);
    expect(client.state).toMatchObject({ kind: 'waiting', reason: 'silent' });
  });

  it('drops a gateway that does not answer its ping', async () => {
    const { client, clock, sockets } = await connected();
    await clock.advance(20_000);
    expect(sockets.last.of('ping')).toHaveLength(1);
    sockets.last.says({ type: 'pong' });
    await clock.advance(20_000);
    expect(sockets.last.of('ping')).toHaveLength(2);
    await clock.advance(19_999);
    expect(client.state.kind).toBe('connected');
    await clock.advance(1);
    expect(sockets.all[0]?.closedWith).toBe(3000);
    expect(client.state.kind).toBe('waiting');
  });

  it('pings even while it is spoken to, for the gateway closes who is silent', async () => {
    const { client, clock, sockets } = await connected();
    for (let second = 0; second < 90; second += 1) {
      sockets.last.says({ type: 'event', channel: 'a', epoch: 1, offset: second, at: '', body: 1 });
      await clock.advance(1_000);
    }
    expect(sockets.last.of('ping')).toHaveLength(4);
    expect(client.state.kind).toBe('connected');
  });

  it('finds out sooner when asked to', async () => {
    const { client, clock } = await connected();
    client.probe();
    await clock.advance(3_000);
    expect(client.state.kind).toBe('waiting');
  });

  it('ignores what is no frame, and frames it does not know', async () => {
    const { client, sockets } = await connected();
    sockets.last.onmessage?.({ data: 'nonsense' });
    sockets.last.onmessage?.({ data: '[1]' });
    sockets.last.says({ type: 'novelty' });
    expect(client.state.kind).toBe('connected');
  });

  it('tells every state on the way', async () => {
    const { clock, sockets, states } = await connected();
    sockets.last.drop();
    await clock.advance(4_000);
    expect(states).toEqual(['connecting', 'connected', 'waiting', 'connecting']);
  });

  it('tells when the next try is', async () => {
    const seen: ConnectionState[] = [];
    const { client, clock, sockets } = await connected({ random: () => 0.5 });
    client.onState((state) => seen.push(state));
    await clock.advance(500);
    sockets.last.drop();
    expect(seen).toEqual([{ kind: 'waiting', attempt: 1, nextTryAt: 2_500, reason: 'closed_1006' }]);
  });
});
