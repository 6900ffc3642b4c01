import type { HomingError } from './errors.js';
import type { EventFrame } from './protocol.js';

export interface ChannelEvent<T> {
  readonly channel: string;
  readonly body: T;
  /** When it was so, RFC 3339. */
  readonly at: string;
  /** How many older values were left out, on the way or because the reader was slow. */
  readonly skipped: number;
  /** True when values before this one may be missing that nobody counted. */
  readonly gap: boolean;
}

/** Keeps the newest value only: a slow reader gets it late, with the count of what it missed. */
export class ChannelReader {
  private newest: ChannelEvent<unknown> | undefined;
  private gap = false;
  private wake: (() => void) | undefined;
  private over = false;
  private failure: HomingError | undefined;

  constructor(readonly onLive?: (live: boolean) => void) {}

  offer(frame: EventFrame): void {
    const missed = this.newest ? this.newest.skipped + 1 : 0;
    this.newest = {
      channel: frame.channel,
      body: frame.body,
      at: frame.at,
      skipped: (frame.skipped ?? 0) + missed,
      gap: this.gap || (this.newest?.gap ?? false),
    };
    this.gap = false;
    this.wake?.();
  }

  markGap(): void {
    this.gap = true;
  }

  /** What was offered before is still read; then it is over, with the failure if there is one. */
  end(failure?: HomingError): void {
    this.over = true;
    this.failure = failure;
    this.wake?.();
  }

  /** Over at once: nobody wants what was offered. */
  stop(): void {
    this.newest = undefined;
    this.end();
  }

  async next(): Promise<ChannelEvent<unknown> | undefined> {
    while (!this.newest && !this.over) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    const event = this.newest;
    this.newest = undefined;
    if (!event && this.failure) {
      throw this.failure;
    }
    return event;
  }
}
