import { describe, expect, it } from 'vitest';
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
