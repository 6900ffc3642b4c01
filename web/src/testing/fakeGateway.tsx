import { HomingClient } from '@homing/client';
import { act } from '@testing-library/react';
import type { ReactNode } from 'react';
import { ConnectionContext, type Client } from '../connection/connection';
import type { FakeClock } from './fakes';

type Frame = Record<string, unknown> & { type: string };

const limits = { ping_ms: 0, max_frame_bytes: 65_536, max_in_flight: 32, resume_ttl_ms: 120_000, reconnect_window_ms: 1_000 };

/** The other end of one socket. */
class FakeSocket {
  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onerror: (() => void) | null = null;
  readonly heard: Frame[] = [];

  send(text: string): void {
    this.heard.push(JSON.parse(text) as Frame);
  }

  close(): void {
    this.readyState = 3;
  }
}

/** A gateway that says what the test says, to a client that is real. */
export class FakeGateway {
  readonly client: Client;
  private readonly sockets: FakeSocket[] = [];

  constructor(private readonly clock: FakeClock) {
    const { sockets } = this;
    this.client = new HomingClient({
      url: 'ws://gateway/ws',
      ticket: () => Promise.resolve({ client_id: 'c', ticket: 't', expires_at: '' }),
      WebSocket: class extends FakeSocket {
        constructor() {
          super();
          sockets.push(this);
        }
      },
      clock,
      random: () => 0.5,
    });
  }

  readonly wrapper = ({ children }: { children: ReactNode }) => <ConnectionContext value={this.client}>{children}</ConnectionContext>;

  /** All frames of a type on the present connection. */
  heard(type: string): Frame[] {
    return this.socket.heard.filter((frame) => frame.type === type);
  }

  async connect(): Promise<void> {
    await act(async () => {
      this.client.connect();
      await settle();
      this.welcome();
      await settle();
    });
  }

  async says(frame: Frame): Promise<void> {
    await act(async () => {
      this.socket.onmessage?.({ data: JSON.stringify(frame) });
      await settle();
    });
  }

  async drops(code = 1006): Promise<void> {
    await act(async () => {
      this.socket.readyState = 3;
      this.socket.onclose?.({ code, reason: '' });
      await settle();
    });
  }

  /** Lets the client come back. */
  async returns(): Promise<void> {
    await this.waits(500);
    await act(async () => {
      this.welcome();
      await settle();
    });
  }

  async waits(ms: number): Promise<void> {
    await act(async () => {
      this.clock.advance(ms);
      await settle();
    });
  }

  private welcome(): void {
    this.socket.readyState = 1;
    this.socket.onopen?.();
    const who = { client_id: 'c', session: 's', api_id: 0, epoch: 1, resumed: this.sockets.length > 1 };
    this.socket.onmessage?.({ data: JSON.stringify({ type: 'welcome', ...who, ...limits }) });
  }

  private get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (!socket) {
      throw new Error('Nobody has come yet.');
    }
    return socket;
  }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) {
    await Promise.resolve();
  }
}
