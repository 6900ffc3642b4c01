import { describe, expect, it } from 'vitest';
import { SeenIds } from '../src/seenIds.js';
import { connected } from './support/harness.js';

const push = { type: 'push', id: 'p1', seq: 1, topic: 'report', body: { n: 1 } };

describe('pushes', () => {
  it('arrive once, however often they are sent', async () => {
    const { client, clock, sockets } = await connected();
    const heard: unknown[] = [];
    client.onPush((one) => heard.push(one));
    sockets.last.says(push);
    sockets.last.says({ ...push, seq: 2 });
    await clock.advance(50);
    expect(heard).toEqual([{ id: 'p1', topic: 'report', body: { n: 1 } }]);
    expect(sockets.last.of('ack')).toEqual([{ type: 'ack', seq: 2 }]);
  });

  it('are acknowledged only when the listener is done, and hold back the acks after them', async () => {
    const { client, clock, sockets } = await connected();
    let done: () => void = () => undefined;
    client.onPush(() => new Promise<void>((resolve) => (done = resolve)));
    void client.request('x', {});
    sockets.last.says(push);
    sockets.last.says({ type: 'response', id: 'r1', seq: 2, op: 'x', body: 1 });
    await clock.advance(1_000);
    expect(sockets.last.of('ack')).toEqual([]);
    done();
    await clock.advance(50);
    expect(sockets.last.of('ack')).toEqual([{ type: 'ack', seq: 2 }]);
  });

  it('are not acknowledged on a second connection either before the listener is done', async () => {
    const { client, clock, sockets } = await connected();
    const heard: string[] = [];
    let done: () => void = () => undefined;
    client.onPush(({ id }) => {
      heard.push(id);
      return new Promise<void>((resolve) => (done = resolve));
    });
    sockets.last.says(push);
    sockets.last.drop();
    await clock.advance(4_000);
    sockets.last.welcome({ resumed: true });
    sockets.last.says({ ...push, seq: 1 });
    await clock.advance(1_000);
    expect(sockets.last.of('ack')).toEqual([]);
    done();
    await clock.advance(50);
    expect(sockets.last.of('ack')).toEqual([{ type: 'ack', seq: 1 }]);
    expect(heard).toEqual(['p1']);
  });

  it('are remembered in a bounded memory', () => {
    const seen = new SeenIds(3);
    ['a', 'b', 'c', 'd', 'd'].forEach((id) => {
      seen.add(id);
    });
    expect(['a', 'b', 'c', 'd'].map((id) => seen.has(id))).toEqual([false, true, true, true]);
  });

  it('reports a listener that throws', async () => {
    const { client, clock, sockets } = await connected();
    const heard: unknown[] = [];
    client.onError((error) => heard.push(error));
    client.onPush(() => {
      throw new Error('mine');
    });
    sockets.last.says(push);
    await clock.advance(50);
    expect(heard).toMatchObject([{ message: 'mine' }]);
    expect(sockets.last.of('ack')).toHaveLength(1);
  });
});
