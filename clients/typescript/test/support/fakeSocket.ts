import type { SocketConstructor, SocketLike } from '../../src/index.js';

export type Frame = Record<string, unknown> & { type: string };

export class FakeSocket implements SocketLike {
  readyState = 0;
  onopen: (() => unknown) | null = null;
  onmessage: ((event: { data: string }) => unknown) | null = null;
  onclose: ((event: { code: number; reason: string }) => unknown) | null = null;
  onerror: (() => unknown) | null = null;
  readonly sent: Frame[] = [];
  closedWith: number | undefined;

  constructor(
    readonly url: string,
    readonly protocol: string,
  ) {}

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Frame);
  }

  close(code?: number): void {
    this.readyState = 3;
    this.closedWith = code;
  }

  open(): void {
    if (this.readyState === 0) {
      this.readyState = 1;
      this.onopen?.();
    }
  }

  says(frame: Frame): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  drop(code = 1006, reason = ''): void {
    this.readyState = 3;
    this.onclose?.({ code, reason });
  }

  welcome(more: Partial<Frame> = {}): void {
    this.open();
    this.says({
      type: 'welcome',
      client_id: 'c1',
      session: 's1',
      api_id: 0,
      epoch: 1,
      resumed: false,
      ping_ms: 20_000,
      max_frame_bytes: 65_536,
      max_in_flight: 32,
      resume_ttl_ms: 120_000,
      reconnect_window_ms: 4_000,
      ...more,
    });
  }

  of(type: string): Frame[] {
    return this.sent.filter((frame) => frame.type === type);
  }
}

export interface FakeSockets {
  readonly all: FakeSocket[];
  readonly last: FakeSocket;
  readonly constructor_: SocketConstructor;
}

export function fakeSockets(): FakeSockets {
  const all: FakeSocket[] = [];
  class Recorded extends FakeSocket {
    constructor(url: string, protocol: string) {
      super(url, protocol);
      all.push(this);
    }
  }
  return {
    all,
    get last() {
      const socket = all.at(-1);
      if (!socket) {
        throw new Error('No socket was made yet.');
      }
      return socket;
    },
    constructor_: Recorded,
  };
}
