import type { CancelTimer, Clock } from './clock.js';

export const ackEvery = { ms: 50, count: 16 } as const;

/**
 * Acknowledges what the application has received. An ack covers everything up to its number, so it never runs
 * past something that is still being delivered.
 */
export class Acks {
  private readonly early = new Set<number>();
  private contiguous = 0;
  private sent = 0;
  private cancelTimer: CancelTimer | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly send: (seq: number) => void,
  ) {}

  delivered(seq: number): void {
    if (seq <= this.contiguous) {
      return;
    }
    this.early.add(seq);
    while (this.early.delete(this.contiguous + 1)) {
      this.contiguous += 1;
    }
    if (this.contiguous - this.sent >= ackEvery.count) {
      this.flush();
    } else if (this.contiguous > this.sent) {
      this.cancelTimer ??= this.clock.after(ackEvery.ms, () => {
        this.flush();
      });
    }
  }

  flush(): void {
    this.stop();
    if (this.contiguous > this.sent) {
      this.sent = this.contiguous;
      this.send(this.sent);
    }
  }

  stop(): void {
    this.cancelTimer?.();
    this.cancelTimer = undefined;
  }
}
