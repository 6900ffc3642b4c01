import { Emitter, type Unsubscribe } from './emitter.js';
import type { Push } from './options.js';
import type { PushFrame } from './protocol.js';
import { SeenIds } from './seenIds.js';

/** Gives each push to the listeners once, however often and over however many connections it comes. */
export class Pushes {
  private readonly listeners = new Emitter<Push>();
  private readonly delivered = new SeenIds();
  /** Those whose listeners are at work. The same push may come again before they are done. */
  private readonly underWay = new Map<string, Promise<void>>();

  constructor(private readonly report: (failure: unknown) => void) {}

  on(listener: (push: Push) => unknown): Unsubscribe {
    return this.listeners.on(listener);
  }

  /** Runs `done` once the listeners are done with this push, which is at once when they were before. */
  receive(frame: PushFrame, done: () => void): void {
    const waiting = this.underWay.get(frame.id);
    if (waiting) {
      void waiting.then(done);
      return;
    }
    if (this.delivered.has(frame.id)) {
      done();
      return;
    }
    const answer = this.listeners.emit({ id: frame.id, topic: frame.topic, body: frame.body });
    if (!(answer instanceof Promise)) {
      this.finish(frame.id, answer);
      done();
      return;
    }
    const finished = answer.then((failures) => {
      this.underWay.delete(frame.id);
      this.finish(frame.id, failures);
    });
    this.underWay.set(frame.id, finished);
    void finished.then(done);
  }

  private finish(id: string, failures: readonly unknown[]): void {
    this.delivered.add(id);
    failures.forEach((failure) => {
      this.report(failure);
    });
  }
}
