import { fitting } from './bytes.js';
import { ChannelReader, type ChannelEvent } from './channelReader.js';
import { HomingError } from './errors.js';
import type { ChannelPosition, ClientFrame, ErrorFrame, EventFrame, SubscribedFrame } from './protocol.js';

export interface SubscribeOptions {
  /** At least so many milliseconds between two events; of several readers the shortest counts. */
  minIntervalMs?: number;
  /** Ends the reading, without an error. */
  signal?: AbortSignal;
  /** Told true once a gateway has taken the subscription, and false when the connection it was on is lost. */
  onLive?: (live: boolean) => void;
}

interface Channel {
  readonly name: string;
  minIntervalMs: number;
  /** The newest event: where to go on after a break, and the first value for another reader. */
  last: EventFrame | undefined;
  /** A gateway has taken the subscription before. */
  taken: boolean;
  /** One has, on the present connection. */
  live: boolean;
  readonly readers: Set<ChannelReader>;
}

/** The channels somebody reads, and how far each has come. */
export class Subscriptions {
  private readonly channels = new Map<string, Channel>();

  constructor(private readonly send: (frame: ClientFrame) => void) {}

  async *read<T>(name: string, options: SubscribeOptions): AsyncGenerator<ChannelEvent<T>, void> {
    if (options.signal?.aborted) {
      return;
    }
    const reader = new ChannelReader(options.onLive);
    const channel = this.join(name, options.minIntervalMs ?? 0, reader);
    const stop = () => {
      reader.stop();
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

  /** For hello, as far as there is room: where we stand. It has no place for an interval, so those are not told. */
  positions(maxBytes: number): ChannelPosition[] {
    const positions = [...this.channels.values()]
      .filter((channel) => channel.minIntervalMs === 0)
      .flatMap(({ last }) => (last ? [positionOf(last)] : []));
    return fitting(positions, maxBytes);
  }

  /** Subscribes to what hello did not tell. */
  welcomed(told: readonly ChannelPosition[]): void {
    const names = new Set(told.map((position) => position.channel));
    for (const channel of this.channels.values()) {
      if (!names.has(channel.name)) {
        this.send(subscribeFrame(channel));
      }
    }
  }

  /**
   * Its position is not taken over: the event that goes with it may not be here yet, and would be missed by one who
   * went on from there.
   */
  subscribed(frame: SubscribedFrame): void {
    const channel = this.channels.get(frame.channel);
    if (channel) {
      if (channel.taken && !frame.recovered) {
        channel.readers.forEach((reader) => {
          reader.markGap();
        });
      }
      this.taken(channel);
    }
  }

  event(frame: EventFrame): void {
    const channel = this.channels.get(frame.channel);
    if (!channel || isOlder(frame, channel.last)) {
      return;
    }
    channel.last = frame;
    this.taken(channel);
    channel.readers.forEach((reader) => {
      reader.offer(frame);
    });
  }

  refused(frame: ErrorFrame & { channel: string }): void {
    this.end(frame.channel, new HomingError(frame.code, frame.detail));
  }

  disconnected(): void {
    for (const channel of this.channels.values()) {
      this.lost(channel);
    }
  }

  endAll(): void {
    for (const name of [...this.channels.keys()]) {
      this.end(name);
    }
  }

  private end(name: string, failure?: HomingError): void {
    const channel = this.channels.get(name);
    if (channel) {
      this.channels.delete(name);
      this.lost(channel);
      channel.readers.forEach((reader) => {
        reader.end(failure);
      });
    }
  }

  private taken(channel: Channel): void {
    channel.taken = true;
    if (!channel.live) {
      channel.live = true;
      channel.readers.forEach((reader) => reader.onLive?.(true));
    }
  }

  private lost(channel: Channel): void {
    if (channel.live) {
      channel.live = false;
      channel.readers.forEach((reader) => reader.onLive?.(false));
    }
  }

  private join(name: string, minIntervalMs: number, reader: ChannelReader): Channel {
    const known = this.channels.get(name);
    if (!known) {
      const channel: Channel = { name, minIntervalMs, last: undefined, taken: false, live: false, readers: new Set([reader]) };
      this.channels.set(name, channel);
      this.send(subscribeFrame(channel));
      return channel;
    }
    known.readers.add(reader);
    if (known.live) {
      reader.onLive?.(true);
    }
    if (known.last) {
      reader.offer({ ...known.last, skipped: 0 });
    }
    if (minIntervalMs < known.minIntervalMs) {
      known.minIntervalMs = minIntervalMs;
      this.send(subscribeFrame(known));
    }
    return known;
  }

  private part(channel: Channel, reader: ChannelReader): void {
    channel.readers.delete(reader);
    if (channel.readers.size === 0 && this.channels.get(channel.name) === channel) {
      this.channels.delete(channel.name);
      this.send({ type: 'unsubscribe', channel: channel.name });
    }
  }
}

function subscribeFrame({ name, last, minIntervalMs }: Channel): ClientFrame {
  return {
    type: 'subscribe',
    channel: name,
    ...(last && { since: { epoch: last.epoch, offset: last.offset } }),
    ...(minIntervalMs > 0 && { min_interval_ms: minIntervalMs }),
  };
}

function positionOf({ channel, epoch, offset }: EventFrame): ChannelPosition {
  return { channel, epoch, offset };
}

/** While one connection takes over from another, both may tell of the same; offsets of different epochs say nothing. */
function isOlder(frame: EventFrame, last: EventFrame | undefined): boolean {
  return frame.epoch === last?.epoch && frame.offset < last.offset;
}
