import type { ChannelPosition, ClientFrame, EventFrame, SubscribedFrame } from './protocol.js';

export interface ChannelEvent<T> {
  readonly channel: string;
  readonly body: T;
  readonly at: string;
  /** How many older values were left out, on the way or because the reader was slow. */
  readonly skipped: number;
  /** True when values before this one may be missing that nobody counted. */
  readonly gap: boolean;
}

export interface SubscribeOptions {
  minIntervalMs?: number;
  signal?: AbortSignal;
}

interface Channel {
  readonly name: string;
  readonly minIntervalMs: number | undefined;
  position: ChannelPosition | undefined;
  readonly readers: Set<ChannelReader>;
}

/** Keeps the newest value only: a slow reader gets it late, with the count of what it missed. */
class ChannelReader {
  private newest: ChannelEvent<unknown> | undefined;
  private gap = false;
  private wake: (() => void) | undefined;
  private done = false;

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

  end(): void {
    this.done = true;
    this.wake?.();
  }

  async next(): Promise<ChannelEvent<unknown> | undefined> {
    while (!this.newest && !this.done) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    const event = this.newest;
    this.newest = undefined;
    return event;
  }
}

/** The channels somebody reads, and how far each has come. */
export class Subscriptions {
  private readonly channels = new Map<string, Channel>();
  private told = new Set<string>();

  constructor(private readonly send: (frame: ClientFrame) => void) {}

  async *read<T>(name: string, options: SubscribeOptions): AsyncGenerator<ChannelEvent<T>, void> {
    if (options.signal?.aborted) {
      return;
    }
    const reader = new ChannelReader();
    const channel = this.join(name, options, reader);
    const stop = () => {
      reader.end();
    };
    options.signal?.addEventListener('abort', stop, { once: true });
    try {
      for (let event = await reader.next(); event; event = await reader.next()) {
        yield event as ChannelEvent<T>;
      }
    } finally {
      options.signal?.removeEventListener('abort', stop);
      this.part(channel, reader);
    }
  }

  /** For hello: where we stand in the channels we have heard from. */
  positions(): ChannelPosition[] {
    const positions = [...this.channels.values()]
      .map((channel) => channel.position)
      .filter((position) => position !== undefined);
    this.told = new Set(positions.map((position) => position.channel));
    return positions;
  }

  /** Subscribes to what hello did not tell. */
  welcomed(): void {
    for (const channel of this.channels.values()) {
      if (!this.told.has(channel.name) || channel.minIntervalMs !== undefined) {
        this.send(subscribeFrame(channel));
      }
    }
  }

  subscribed(frame: SubscribedFrame): void {
    const channel = this.channels.get(frame.channel);
    if (channel) {
      if (channel.position && !frame.recovered) {
        channel.readers.forEach((reader) => {
          reader.markGap();
        });
      }
      channel.position = positionOf(frame);
    }
  }

  event(frame: EventFrame): void {
    const channel = this.channels.get(frame.channel);
    if (channel) {
      channel.position = positionOf(frame);
      channel.readers.forEach((reader) => {
        reader.offer(frame);
      });
    }
  }

  endAll(): void {
    for (const channel of this.channels.values()) {
      channel.readers.forEach((reader) => {
        reader.end();
      });
    }
  }

  private join(name: string, options: SubscribeOptions, reader: ChannelReader): Channel {
    const known = this.channels.get(name);
    if (known) {
      known.readers.add(reader);
      return known;
    }
    const channel: Channel = {
      name,
      minIntervalMs: options.minIntervalMs,
      position: undefined,
      readers: new Set([reader]),
    };
    this.channels.set(name, channel);
    this.send(subscribeFrame(channel));
    return channel;
  }

  private part(channel: Channel, reader: ChannelReader): void {
    channel.readers.delete(reader);
    if (channel.readers.size === 0 && this.channels.delete(channel.name)) {
      this.send({ type: 'unsubscribe', channel: channel.name });
    }
  }
}

function subscribeFrame(channel: Channel): ClientFrame {
  const { position } = channel;
  return {
    type: 'subscribe',
    channel: channel.name,
    ...(position && { since: { epoch: position.epoch, offset: position.offset } }),
    ...(channel.minIntervalMs !== undefined && { min_interval_ms: channel.minIntervalMs }),
  };
}

function positionOf({ channel, epoch, offset }: ChannelPosition): ChannelPosition {
  return { channel, epoch, offset };
}
