import { describe, expect, it } from 'vitest';
import { HomingProblem } from '../src/index.js';
import { connected, harness } from './support/harness.js';

describe('requests', () => {
  it('sends, resolves with the body, and acknowledges in a batch', async () => {
    const { client, clock, sockets } = await connected();
    const answer = client.request('parking.nearby', { lat: 41 }, { deadlineMs: 5_000 });
    expect(sockets.last.of('request')).toEqual([
      { type: 'request', id: 'r1', op: 'parking.nearby', deadline_ms: 5_000, body: { lat: 41 } },
    ]);
    sockets.last.says({ type: 'accepted', id: 'r1', partition: 0, offset: 5 });
    sockets.last.says({ type: 'response', id: 'r1', seq: 1, op: 'parking.nearby', body: { lots: [] } });
    await expect(answer).resolves.toEqual({ lots: [] });
    expect(sockets.last.of('ack')).toEqual([]);
    await clock.advance(50);
    expect(sockets.last.of('ack')).toEqual([{ type: 'ack', seq: 1 }]);
  });

  it('acknowledges every sixteenth at once', async () => {
    const { client, sockets } = await connected();
    for (let n = 1; n <= 16; n += 1) {
      void client.request('x', n);
      sockets.last.says({ type: 'response', id: `r${String(n)}`, seq: n, op: 'x', body: n });
    }
    expect(sockets.last.of('ack')).toEqual([{ type: 'ack', seq: 16 }]);
  });

  it('drops a response it has seen, and acknowledges it', async () => {
    const { client, clock, sockets } = await connected();
    let answers = 0;
    void client.request('x', {}).then(() => (answers += 1));
    sockets.last.says({ type: 'response', id: 'r1', seq: 1, op: 'x', body: 1 });
    sockets.last.drop();
    await clock.advance(4_000);
    sockets.last.welcome({ resumed: true });
    sockets.last.says({ type: 'response', id: 'r1', seq: 1, op: 'x', body: 1 });
    await clock.advance(50);
    expect(answers).toBe(1);
    expect(sockets.last.of('ack')).toEqual([{ type: 'ack', seq: 1 }]);
  });

  it('turns a problem into a HomingProblem', async () => {
    const { client, sockets } = await connected();
    const answer = client.request('x', {});
    const error = { type: 'https://homing.dev/problems/not-found', title: 'No', status: 404, detail: 'No such lot' };
    sockets.last.says({ type: 'response', id: 'r1', seq: 1, op: 'x', error });
    const failure = await answer.catch((reason: unknown) => reason);
    expect(failure).toBeInstanceOf(HomingProblem);
    expect(failure).toMatchObject({ code: 'not_found', status: 404, message: 'No such lot', problem: error });
  });

  it('waits with sending until there is a connection', async () => {
    const { client, clock, sockets } = harness();
    void client.request('early', {}).catch(() => undefined);
    client.connect();
    await clock.advance(0);
    sockets.last.welcome();
    expect(sockets.last.of('hello')[0]).toMatchObject({ pending: [] });
    expect(sockets.last.of('request')).toMatchObject([{ id: 'r1', op: 'early' }]);
  });

  it('keeps what is not answered, tells it in hello, and sends it again only when it is unknown', async () => {
    const { client, clock, sockets } = await connected();
    const first = client.request('a', {}, { deadlineMs: 60_000 });
    const second = client.request('b', {}, { deadlineMs: 60_000 });
    sockets.last.says({ type: 'accepted', id: 'r1', partition: 0, offset: 5 });
    sockets.last.drop();
    await clock.advance(4_000);
    sockets.last.welcome({ resumed: true });
    expect(sockets.last.of('hello')[0]).toMatchObject({ pending: [{ id: 'r1', partition: 0, offset: 5 }, 'r2'] });
    expect(sockets.last.of('request')).toEqual([]);
    sockets.last.says({ type: 'status', id: 'r1', state: 'accepted' });
    sockets.last.says({ type: 'status', id: 'r2', state: 'unknown' });
    expect(sockets.last.of('request')).toMatchObject([{ id: 'r2', deadline_ms: 60_000 - clock.now() }]);
    sockets.last.says({ type: 'response', id: 'r2', seq: 1, op: 'b', body: 'b' });
    sockets.last.says({ type: 'response', id: 'r1', seq: 2, op: 'a', body: 'a' });
    await expect(Promise.all([first, second])).resolves.toEqual(['a', 'b']);
  });

  it('waits on when the answer is on its way, and takes it without an acceptance', async () => {
    const { client, clock, sockets } = await connected();
    const first = client.request('a', {}, { deadlineMs: 60_000 });
    const second = client.request('b', {}, { deadlineMs: 60_000 });
    sockets.last.drop();
    await clock.advance(4_000);
    sockets.last.welcome({ resumed: true });
    sockets.last.says({ type: 'status', id: 'r1', state: 'answered' });
    sockets.last.says({ type: 'response', id: 'r2', seq: 1, op: 'b', body: 'from the mailbox' });
    await clock.advance(20_000);
    sockets.last.says({ type: 'pong' });
    sockets.last.says({ type: 'response', id: 'r1', seq: 2, op: 'a', body: 'late' });
    await expect(Promise.all([first, second])).resolves.toEqual(['late', 'from the mailbox']);
    expect(sockets.last.of('request')).toEqual([]);
  });

  it('tells a gateway no more than one hello may hold, and sends the rest again', async () => {
    const { client, clock, sockets } = await connected({}, { max_in_flight: 10_000, max_frame_bytes: 1_000 });
    for (let n = 1; n <= 200; n += 1) {
      void client.request('x', n, { deadlineMs: 60_000 }).catch(() => undefined);
      sockets.last.says({ type: 'accepted', id: `r${String(n)}`, partition: 1, offset: n });
    }
    sockets.last.drop();
    await clock.advance(4_000);
    sockets.last.welcome({ resumed: true, max_in_flight: 10_000, max_frame_bytes: 1_000 });
    const [hello] = sockets.last.of('hello');
    const told = (hello?.['pending'] as unknown[]).length;
    expect(told).toBeGreaterThan(10);
    expect(JSON.stringify(hello).length).toBeLessThanOrEqual(1_000);
    expect(sockets.last.of('request')).toHaveLength(200 - told);
    expect(sockets.last.of('request')[0]).toMatchObject({ id: `r${String(told + 1)}` });
  });

  it('tells at most a thousand', async () => {
    const { client, clock, sockets } = await connected({}, { max_in_flight: 10_000 });
    for (let n = 1; n <= 1_001; n += 1) {
      void client.request('x', n, { deadlineMs: 60_000 }).catch(() => undefined);
    }
    sockets.last.drop();
    await clock.advance(4_000);
    sockets.last.welcome({ resumed: true, max_in_flight: 10_000 });
    expect(sockets.last.of('hello')[0]?.['pending']).toHaveLength(1_000);
    expect(sockets.last.of('request')).toMatchObject([{ id: 'r1001' }]);
  });

  it('sends again what the gateway says nothing of', async () => {
    const { client, clock, sockets } = await connected();
    void client.request('a', {}, { deadlineMs: 60_000 }).catch(() => undefined);
    sockets.last.drop();
    await clock.advance(4_000);
    sockets.last.welcome({ resumed: false });
    await clock.advance(5_000);
    expect(sockets.last.of('request')).toMatchObject([{ id: 'r1' }]);
  });

  it.each([
    ['expired', 'deadline_exceeded'],
    ['cancelled', 'cancelled'],
  ])('rejects when the status is %s', async (state, code) => {
    const { client, sockets } = await connected();
    const answer = client.request('a', {});
    sockets.last.says({ type: 'status', id: 'r1', state });
    await expect(answer).rejects.toMatchObject({ code });
  });

  it('sends again, with the same id, what is refused for now', async () => {
    const { client, clock, sockets } = await connected();
    const answer = client.request('a', {});
    sockets.last.says({ type: 'error', id: 'r1', code: 'rate_limited', detail: 'later', retry: true, retry_after_ms: 700 });
    await clock.advance(699);
    expect(sockets.last.of('request')).toHaveLength(1);
    await clock.advance(1);
    expect(sockets.last.of('request').map((frame) => frame['id'])).toEqual(['r1', 'r1']);
    sockets.last.says({ type: 'response', id: 'r1', seq: 1, op: 'a', body: 2 });
    await expect(answer).resolves.toBe(2);
  });

  it('rejects what is refused for good', async () => {
    const { client, sockets } = await connected();
    const answer = client.request('a', {});
    sockets.last.says({ type: 'error', id: 'r1', code: 'unknown_op', detail: 'No such operation.', retry: false });
    await expect(answer).rejects.toMatchObject({ code: 'unknown_op', message: 'No such operation.' });
  });

  it('reports an error that belongs to no request', async () => {
    const { client, sockets } = await connected();
    const heard: unknown[] = [];
    client.onError((error) => heard.push(error));
    sockets.last.says({ type: 'error', code: 'bad_frame', detail: 'what?', retry: false });
    expect(heard).toMatchObject([{ code: 'bad_frame' }]);
  });

  it('rejects at the deadline, connected or not, and swallows the late answer', async () => {
    const { client, clock, sockets } = await connected();
    const answer = client.request('a', {}, { deadlineMs: 1_000 });
    const caught = answer.catch((reason: unknown) => reason);
    await clock.advance(1_000);
    await expect(caught).resolves.toMatchObject({ code: 'deadline_exceeded' });
    sockets.last.says({ type: 'response', id: 'r1', seq: 1, op: 'a', body: 2 });
    await clock.advance(50);
    expect(sockets.last.of('ack')).toHaveLength(1);
    expect(client.pendingCount).toBe(0);
  });

  it('keeps within max_in_flight', async () => {
    const { client, sockets } = await connected({}, { max_in_flight: 2 });
    const answers = [1, 2, 3].map((n) => client.request('x', n));
    expect(sockets.last.of('request')).toHaveLength(2);
    sockets.last.says({ type: 'response', id: 'r2', seq: 1, op: 'x', body: 2 });
    expect(sockets.last.of('request').map((frame) => frame['id'])).toEqual(['r1', 'r2', 'r3']);
    sockets.last.says({ type: 'response', id: 'r1', seq: 2, op: 'x', body: 1 });
    sockets.last.says({ type: 'response', id: 'r3', seq: 3, op: 'x', body: 3 });
    await expect(Promise.all(answers)).resolves.toEqual([1, 2, 3]);
  });

  it('cancels with what accepted said', async () => {
    const { client, sockets } = await connected();
    const stop = new AbortController();
    const answer = client.request('a', {}, { signal: stop.signal });
    sockets.last.says({ type: 'accepted', id: 'r1', partition: 3, offset: 9 });
    stop.abort();
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
    expect(sockets.last.of('cancel')).toEqual([{ type: 'cancel', id: 'r1', partition: 3, offset: 9 }]);
  });

  it('cancels at the next gateway what was given up in between', async () => {
    const { client, clock, sockets } = await connected();
    const stop = new AbortController();
    const answer = client.request('a', {}, { signal: stop.signal });
    sockets.last.says({ type: 'accepted', id: 'r1', partition: 3, offset: 9 });
    sockets.last.drop();
    stop.abort();
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
    await clock.advance(4_000);
    sockets.last.welcome({ resumed: true });
    expect(sockets.last.of('hello')).toMatchObject([{ pending: [] }]);
    expect(sockets.last.of('cancel')).toEqual([{ type: 'cancel', id: 'r1', partition: 3, offset: 9 }]);
    sockets.last.drop();
    await clock.advance(4_000);
    sockets.last.welcome({ resumed: true });
    expect(sockets.last.of('cancel')).toEqual([]);
  });

  it.each(['cancelled', 'answered', 'unknown'])('has nothing to do when a cancel is answered with %s', async (state) => {
    const { client, clock, sockets } = await connected();
    const stop = new AbortController();
    const answer = client.request('a', {}, { signal: stop.signal });
    stop.abort(new Error('not needed'));
    await expect(answer).rejects.toThrow('not needed');
    sockets.last.says({ type: 'status', id: 'r1', state });
    sockets.last.says({ type: 'response', id: 'r1', seq: 1, op: 'a', body: 1 });
    await clock.advance(50);
    expect(sockets.last.of('request')).toHaveLength(1);
    expect(sockets.last.of('ack')).toEqual([{ type: 'ack', seq: 1 }]);
    expect(client.pendingCount).toBe(0);
  });

  it('takes a time-out signal', async () => {
    const { client } = await connected();
    const answer = client.request('a', {}, { signal: AbortSignal.timeout(1) });
    await expect(answer).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('does not send what was aborted before', async () => {
    const { client, sockets } = await connected();
    await expect(client.request('a', {}, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
    expect(sockets.last.of('request')).toEqual([]);
  });

  it('refuses what is too big for the gateway', async () => {
    const { client, sockets } = await connected({}, { max_frame_bytes: 100 });
    await expect(client.request('a', 'ü'.repeat(60))).rejects.toMatchObject({ code: 'frame_too_big' });
    expect(sockets.last.of('request')).toEqual([]);
  });

  it('gives up the largest unheard request when the connection closes with 1009, and keeps the others', async () => {
    const { client, clock, sockets } = await connected();
    const [heard, big, small] = ['x'.repeat(900), 'x'.repeat(500), 'x'].map((body) => client.request('a', body, { deadlineMs: 60_000 }));
    sockets.last.says({ type: 'accepted', id: 'r1', partition: 0, offset: 1 });
    sockets.last.drop(1009);
    await expect(big).rejects.toMatchObject({ code: 'frame_too_big' });
    await clock.advance(4_000);
    sockets.last.welcome({ resumed: true });
    expect(sockets.last.of('hello')).toMatchObject([{ pending: [{ id: 'r1' }, 'r3'] }]);
    sockets.last.says({ type: 'response', id: 'r1', seq: 1, op: 'a', body: 1 });
    sockets.last.says({ type: 'response', id: 'r3', seq: 2, op: 'a', body: 3 });
    await expect(Promise.all([heard, small])).resolves.toEqual([1, 3]);
  });

  it('does not come back for ever to a gateway that calls everything too big', async () => {
    const { client, clock, sockets } = await connected();
    sockets.last.drop(1009);
    await clock.advance(60_000);
    expect(sockets.all).toHaveLength(1);
    expect(client.state).toMatchObject({ kind: 'closed', code: 1009 });
  });

  it('tells less when its hello is too big, and stays away when it tells nothing', async () => {
    const { client, clock, sockets } = await connected();
    const answers = [1, 2].map((n) => client.request('a', n, { deadlineMs: 600_000 }).catch((reason: unknown) => reason));
    sockets.last.drop();
    const told: number[] = [];
    while (client.state.kind !== 'closed') {
      expect(told.length).toBeLessThan(20);
      for (let before = sockets.all.length; sockets.all.length === before; ) {
        await clock.advance(100);
      }
      sockets.last.open();
      told.push((sockets.last.of('hello')[0]?.['pending'] as unknown[]).length);
      sockets.last.drop(1009);
    }
    expect(told[0]).toBe(2);
    expect(told.at(-1)).toBe(0);
    expect([...told].sort((a, b) => b - a)).toEqual(told);
    expect(client.state).toMatchObject({ kind: 'closed', code: 1009, reason: 'frame_too_big' });
    await expect(Promise.all(answers)).resolves.toMatchObject([{ code: 'closed' }, { code: 'closed' }]);
  });

  it('rejects everything when it is closed, after a last ack', async () => {
    const { client, sockets } = await connected();
    const answer = client.request('a', {});
    const other = client.request('b', {});
    sockets.last.says({ type: 'response', id: 'r1', seq: 1, op: 'a', body: 1 });
    client.close();
    expect(sockets.last.of('ack')).toEqual([{ type: 'ack', seq: 1 }]);
    await expect(answer).resolves.toBe(1);
    await expect(other).rejects.toMatchObject({ code: 'closed' });
  });
});
