import { closeCodes } from './closeCodes.js';
import type { CancelTimer, Clock } from './clock.js';
import { readFrame, subprotocol, type ClientFrame, type ServerFrame, type Welcome } from './protocol.js';
import { socketOpen, type SocketConstructor, type SocketLike } from './socket.js';

export const welcomeWithinMs = 10_000;

export interface ConnectionEvents {
  onWelcome(connection: Connection, welcome: Welcome): void;
  onFrame(connection: Connection, frame: ServerFrame): void;
  onClosed(connection: Connection, code: number, reason: string): void;
}

/** One socket, from hello to close, with the watch over its silence. Tells of its end exactly once. */
export class Connection {
  private readonly socket: SocketLike;
  private cancelTimer: CancelTimer | undefined;
  private over = false;
  /** Since the last ping. */
  private heard = false;
  welcome: Welcome | undefined;

  constructor(
    readonly url: string,
    webSocket: SocketConstructor,
    private readonly clock: Clock,
    hello: () => ClientFrame,
    private readonly events: ConnectionEvents,
  ) {
    this.socket = new webSocket(url, subprotocol);
    this.socket.onopen = () => {
      this.send(hello());
    };
    this.socket.onmessage = (event: { data: unknown }) => {
      this.received(event.data);
    };
    this.socket.onclose = (event: { code: number; reason: string }) => {
      this.ended(event.code, event.reason);
    };
    this.socket.onerror = () => undefined; // A close always follows, and says more.
    this.cancelTimer = clock.after(welcomeWithinMs, () => {
      this.giveUp('no welcome');
    });
  }

  send(frame: ClientFrame): void {
    this.sendText(JSON.stringify(frame));
  }

  sendText(text: string): void {
    if (!this.over && this.socket.readyState === socketOpen) {
      this.socket.send(text);
    }
  }

  /** Asks for a sign of life now; without one within `ms` the connection counts as lost. */
  probe(ms: number): void {
    if (this.welcome) {
      this.ping(ms);
    }
  }

  /** Closes without telling anybody. */
  leave(): void {
    this.quiet();
    this.socket.close(closeCodes.normal);
  }

  private received(data: unknown): void {
    const frame = this.over ? undefined : readFrame(data);
    if (!frame) {
      return;
    }
    this.heard = true;
    if (frame.type === 'welcome') {
      this.welcome = frame;
      this.pingEvery(frame.ping_ms);
      this.events.onWelcome(this, frame);
    } else if (frame.type !== 'pong') {
      this.events.onFrame(this, frame);
    }
  }

  /** Pings whatever else is said: the gateway closes who is silent. Any frame counts as the answer. */
  private pingEvery(periodMs: number): void {
    this.cancelTimer?.();
    if (periodMs > 0) {
      this.cancelTimer = this.clock.after(periodMs, () => {
        this.ping(periodMs);
      });
    }
  }

  private ping(answerWithinMs: number): void {
    this.heard = false;
    this.send({ type: 'ping' });
    this.cancelTimer?.();
    this.cancelTimer = this.clock.after(answerWithinMs, () => {
      if (!this.heard) {
        this.giveUp('no pong');
      } else {
        const periodMs = this.welcome?.ping_ms ?? 0;
        if (periodMs > answerWithinMs) {
          this.pingEvery(periodMs - answerWithinMs);
        } else {
          this.ping(periodMs);
        }
      }
    });
  }

  /** A dead peer may let `close` hang for minutes, so the end is told at once. */
  private giveUp(reason: string): void {
    this.socket.close(closeCodes.silent, reason);
    this.ended(closeCodes.silent, reason);
  }

  private ended(code: number, reason: string): void {
    if (!this.over) {
      this.quiet();
      this.events.onClosed(this, code, reason);
    }
  }

  private quiet(): void {
    this.over = true;
    this.cancelTimer?.();
    this.cancelTimer = undefined;
  }
}
