import { Acks } from './acks.js';
import { Addresses } from './addresses.js';
import { Backoff, backoff } from './backoff.js';
import { byteLength } from './bytes.js';
import type { ChannelEvent } from './channelReader.js';
import { systemClock, type CancelTimer, type Clock } from './clock.js';
import { closeCodes, describeClose, whenToReturn } from './closeCodes.js';
import { Connection, type ConnectionEvents } from './connection.js';
import { Emitter, type Unsubscribe } from './emitter.js';
import { HomingError, HomingProblem } from './errors.js';
import type { AnyChannels, AnyNameOf, AnyOperations, Operation } from './operations.js';
import type { HomingClientOptions, Push, RequestOptions } from './options.js';
import type { ChannelPosition, ClientFrame, ErrorFrame, GoawayFrame, PendingEntry, ServerFrame, Welcome } from './protocol.js';
import { Pushes } from './pushes.js';
import { Requests } from './requests.js';
import type { SocketConstructor } from './socket.js';
import type { ConnectionState } from './state.js';
import { Subscriptions, type SubscribeOptions } from './subscriptions.js';

const defaultDeadlineMs = 30_000;
const probeWithinMs = 3_000;
/** Taken until a gateway tells its own limit. */
const usualFrameBytes = 65_536;

/** What a hello told, for which the gateway answers one by one. */
interface Told {
  readonly pending: readonly PendingEntry[];
  readonly channels: readonly ChannelPosition[];
}

const nothingTold: Told = { pending: [], channels: [] };

/**
 * Asks over a WebSocket and gets the answer, on whichever gateway it is connected by then. `Operations` and `Channels`
 * say which names there are, and what goes with them; without them every name goes, and nothing is known of bodies.
 */
export class HomingClient<
  Operations extends { [Name in keyof Operations]: Operation } = AnyOperations,
  Channels extends object = AnyChannels,
> {
  private readonly clock: Clock;
  private readonly random: () => number;
  private readonly webSocket: SocketConstructor;
  private readonly backoff: Backoff;
  private readonly requests: Requests;
  private readonly subscriptions: Subscriptions;
  private readonly addresses: Addresses;
  private readonly states = new Emitter<ConnectionState>();
  private readonly failures = new Emitter<unknown>();
  private readonly pushes = new Pushes((failure) => {
    this.report(failure);
  });

  private current: Connection | undefined;
  /** The one being made: the first, a return, or the one to move to when told to go away. */
  private next: Connection | undefined;
  private acks: Acks | undefined;
  private cancelTimer: CancelTimer | undefined;
  private currentState: ConnectionState = { kind: 'idle' };
  private knownClientId: string | undefined;
  private session: string | undefined;
  private told = nothingTold;
  /** A ticket was refused since the last welcome. */
  private ticketWasRefused = false;
  private windowMs = 0;
  /** How long a hello may be. Less than what the gateway says, where something on the way takes less. */
  private maxHelloBytes = usualFrameBytes;
  /** Raised by whatever makes a try that is still waiting for its ticket worthless. */
  private generation = 0;

  constructor(private readonly options: HomingClientOptions) {
    this.clock = options.clock ?? systemClock;
    this.random = options.random ?? Math.random;
    this.webSocket = options.WebSocket ?? globalSocket();
    this.backoff = new Backoff(this.random);
    this.addresses = new Addresses(options.url);
    this.session = options.session?.load();
    const client = this;
    this.requests = new Requests(this.clock, options.newId ?? (() => crypto.randomUUID()), {
      get welcome() {
        return client.current?.welcome;
      },
      send: (frame) => this.current?.send(frame),
      sendText: (text) => this.current?.sendText(text),
    });
    this.subscriptions = new Subscriptions((frame) => this.current?.send(frame));
  }

  get state(): ConnectionState {
    return this.currentState;
  }

  /** Undefined until the first welcome. */
  get clientId(): string | undefined {
    return this.knownClientId;
  }

  /** The gateway we are on, while we are on one. */
  get apiId(): number | undefined {
    return this.currentState.kind === 'connected' ? this.currentState.apiId : undefined;
  }

  /** Requests not answered yet. */
  get pendingCount(): number {
    return this.requests.size;
  }

  onState(listener: (state: ConnectionState) => void): Unsubscribe {
    return this.states.on(listener);
  }

  /** A push is acknowledged once every listener is done with it; one may answer with a promise. */
  onPush(listener: (push: Push) => unknown): Unsubscribe {
    return this.pushes.on(listener);
  }

  /** Errors that belong to no request. */
  onError(listener: (error: unknown) => void): Unsubscribe {
    return this.failures.on(listener);
  }

  /** Starts, or starts again after a close. Does nothing while there is a connection or one is coming. */
  connect(): void {
    if (this.currentState.kind === 'idle' || this.currentState.kind === 'closed') {
      this.backoff.reset();
      void this.tryNow();
    }
  }

  /** Does not wait for the next try, when one is waited for. */
  retryNow(): void {
    if (this.currentState.kind === 'waiting') {
      void this.tryNow();
    }
  }

  /** The network may be gone: find out now rather than at the next ping. */
  probe(): void {
    this.current?.probe(probeWithinMs);
  }

  /**
   * Resolves with the body of the answer. Rejects with a HomingProblem when the one asked refuses, with a HomingError
   * when the deadline passes, the gateway refuses or the client is closed, and with the reason of an aborted signal.
   */
  request<Op extends keyof Operations & string>(
    op: Op,
    body: Operations[Op]['request'],
    options?: RequestOptions,
  ): Promise<Operations[Op]['response']>;
  request<T>(op: AnyNameOf<Operations>, body: unknown, options?: RequestOptions): Promise<T>;
  request(op: string, body: unknown, options: RequestOptions = {}): Promise<unknown> {
    if (this.currentState.kind === 'closed') {
      return Promise.reject(closedBecause(this.currentState.reason));
    }
    const deadlineMs = options.deadlineMs ?? this.options.defaultDeadlineMs ?? defaultDeadlineMs;
    return this.requests.make(op, body, deadlineMs, options);
  }

  /**
   * The events of a channel, for as long as it is read, across reconnects. It ends when the signal aborts, the loop is
   * left or the client is closed, and throws a HomingError when the gateway refuses the channel.
   */
  subscribe<Name extends keyof Channels & string>(
    channel: Name,
    options?: SubscribeOptions,
  ): AsyncGenerator<ChannelEvent<Channels[Name]>, void>;
  subscribe<T>(channel: AnyNameOf<Channels>, options?: SubscribeOptions): AsyncGenerator<ChannelEvent<T>, void>;
  async *subscribe(channel: string, options: SubscribeOptions = {}): AsyncGenerator<ChannelEvent<unknown>, void> {
    if (this.currentState.kind === 'closed') {
      throw closedBecause(this.currentState.reason);
    }
    yield* this.subscriptions.read(channel, options);
  }

  /** Leaves for good. What was not answered is rejected. */
  close(): void {
    this.acks?.flush();
    this.end(closeCodes.normal, 'closed');
  }

  private async tryNow(): Promise<void> {
    this.cancelTimer?.();
    this.next?.leave();
    this.next = undefined;
    const generation = ++this.generation;
    if (!this.current) {
      this.become({ kind: 'connecting', attempt: this.backoff.tries + 1 });
    }
    try {
      const credential = this.session === undefined ? { ticket: (await this.options.ticket()).ticket } : { session: this.session };
      if (generation === this.generation) {
        const url = this.addresses.choose();
        this.next = new Connection(url, this.webSocket, this.clock, () => this.hello(credential), this.connectionEvents);
      }
    } catch (failure) {
      if (generation === this.generation) {
        this.tryFailed(failure);
      }
    }
  }

  private tryFailed(failure: unknown): void {
    if (failure instanceof HomingProblem && (failure.status === 401 || failure.status === 403)) {
      this.end(closeCodes.unauthenticated, failure.message);
      return;
    }
    this.addresses.elsewhere();
    this.waitForNextTry(failure instanceof HomingError ? failure.code : 'unreachable');
  }

  private hello(credential: { ticket: string } | { session: string }): ClientFrame {
    const bare = { type: 'hello', ...credential, pending: [], channels: [] } as const;
    const room = this.maxHelloBytes - byteLength(JSON.stringify(bare));
    const pending = this.requests.pendingEntries(room);
    const channels = this.subscriptions.positions(room - byteLength(JSON.stringify(pending)));
    this.told = { pending, channels };
    return { ...bare, pending, channels };
  }

  private readonly connectionEvents: ConnectionEvents = {
    onWelcome: (connection, welcome) => {
      if (connection === this.next) {
        this.moveTo(connection, welcome);
      }
    },
    onFrame: (connection, frame) => {
      if (connection === this.current) {
        this.received(frame);
      } else if (connection === this.next && frame.type === 'error') {
        this.report(new HomingError(frame.code, frame.detail));
      }
    },
    onClosed: (connection, code, reason) => {
      if (connection === this.current) {
        this.lost(code, reason);
      } else if (connection === this.next) {
        this.next = undefined;
        this.nextClosed(code, reason);
      }
    },
  };

  /** Make before break: the old one is left only when the new one has taken us in. */
  private moveTo(connection: Connection, welcome: Welcome): void {
    this.acks?.flush();
    this.current?.leave();
    this.current = connection;
    this.next = undefined;
    this.acks = new Acks(this.clock, (seq) => {
      connection.send({ type: 'ack', seq });
    });
    this.ticketWasRefused = false;
    this.windowMs = welcome.reconnect_window_ms;
    this.maxHelloBytes = Math.min(this.maxHelloBytes, welcome.max_frame_bytes);
    this.knownClientId = welcome.client_id;
    this.keepSession(welcome.session);
    this.become({
      kind: 'connected',
      clientId: welcome.client_id,
      apiId: welcome.api_id,
      epoch: welcome.epoch,
      resumed: welcome.resumed,
      since: this.clock.now(),
      url: connection.url,
    });
    this.cancelTimer?.();
    this.cancelTimer = this.clock.after(backoff.settledMs, () => {
      this.backoff.reset();
    });
    this.subscriptions.welcomed(this.told.channels);
    this.requests.welcomed(this.told.pending);
  }

  private received(frame: ServerFrame): void {
    switch (frame.type) {
      case 'accepted':
        this.requests.accepted(frame.id, { partition: frame.partition, offset: frame.offset });
        break;
      case 'response': // Also one that nobody waits for any more, for it was given before, or given up.
        this.requests.answered(frame);
        this.acks?.delivered(frame.seq);
        break;
      case 'push': {
        const { acks } = this;
        this.pushes.receive(frame, () => acks?.delivered(frame.seq));
        break;
      }
      case 'status':
        this.requests.status(frame);
        break;
      case 'subscribed':
        this.subscriptions.subscribed(frame);
        break;
      case 'event':
        this.subscriptions.event(frame);
        break;
      case 'goaway':
        this.goAway(frame);
        break;
      case 'error':
        this.refused(frame);
        break;
      default: // A newer gateway may say more than we know.
    }
  }

  private refused(frame: ErrorFrame): void {
    const { id, channel } = frame;
    if (id !== undefined) {
      this.requests.refused({ ...frame, id });
    } else if (channel !== undefined) {
      this.subscriptions.refused({ ...frame, channel });
    } else {
      this.report(new HomingError(frame.code, frame.detail));
    }
  }

  private goAway(frame: GoawayFrame): void {
    if (this.next) {
      return; // On the way already.
    }
    this.addresses.elsewhere();
    this.cancelTimer?.();
    this.cancelTimer = this.clock.after(frame.retry_after_ms + this.random() * frame.window_ms, () => {
      void this.tryNow();
    });
  }

  private lost(code: number, reason: string): void {
    this.current = undefined;
    this.acks?.stop();
    this.acks = undefined;
    const tooBig = code === closeCodes.frameTooBig && !this.requests.failLargest();
    this.requests.disconnected();
    this.subscriptions.disconnected();
    if (this.next) {
      this.cancelTimer?.(); // The gateway may call it taken over (4003): it was, by us.
      this.become({ kind: 'connecting', attempt: 1 });
    } else if (tooBig) {
      this.end(code, describeClose(code)); // It would be so for ever.
    } else {
      this.comeBack(code, reason, true);
    }
  }

  private nextClosed(code: number, reason: string): void {
    if (code === closeCodes.frameTooBig && !this.shortenHello()) {
      this.end(code, describeClose(code));
    } else {
      this.comeBack(code, reason, false);
    }
  }

  /** False when the hello told nothing that could be left out. */
  private shortenHello(): boolean {
    this.maxHelloBytes /= 2;
    return this.told.pending.length + this.told.channels.length > 0;
  }

  private comeBack(code: number, reason: string, welcomed: boolean): void {
    const when = whenToReturn(code);
    if (code === closeCodes.unauthenticated && this.session !== undefined) {
      this.keepSession(undefined);
    } else if (code === closeCodes.unauthenticated && !this.ticketWasRefused) {
      // It may have been spent by a try that broke before its welcome, or waited too long: once more, with another.
      this.ticketWasRefused = true;
    } else if (when === 'never') {
      this.end(code, reason || describeClose(code));
      return;
    } else if (when !== 'later') {
      this.addresses.elsewhere();
    }
    if (when === 'elsewhere' && welcomed) {
      this.waitThenTry(describeClose(code), this.backoff.sentElsewhere(this.windowMs));
    } else {
      this.waitForNextTry(describeClose(code), when === 'later' ? backoff.pauseMs : 0);
    }
  }

  private waitForNextTry(reason: string, pauseMs = 0): void {
    if (this.windowMs === 0) {
      this.backoff.skipWindow();
    }
    this.waitThenTry(reason, pauseMs + this.backoff.next(this.windowMs));
  }

  private waitThenTry(reason: string, waitMs: number): void {
    this.cancelTimer?.();
    this.generation += 1;
    if (!this.current) {
      this.become({ kind: 'waiting', attempt: this.backoff.tries, nextTryAt: this.clock.now() + waitMs, reason });
    }
    this.cancelTimer = this.clock.after(waitMs, () => {
      void this.tryNow();
    });
  }

  private end(code: number, reason: string): void {
    this.generation += 1;
    this.cancelTimer?.();
    this.acks?.stop();
    this.current?.leave();
    this.next?.leave();
    this.current = this.next = this.acks = undefined;
    this.become({ kind: 'closed', code, reason });
    this.requests.failAll(closedBecause(reason));
    this.subscriptions.endAll();
  }

  private keepSession(session: string | undefined): void {
    if (session !== this.session) {
      this.session = session;
      this.options.session?.save(session);
    }
  }

  private report(failure: unknown): void {
    void this.failures.emit(failure);
  }

  private become(state: ConnectionState): void {
    this.currentState = state;
    void this.states.emit(state);
  }
}

function closedBecause(reason: string): HomingError {
  return new HomingError('closed', `The connection is closed: ${reason}.`);
}

function globalSocket(): SocketConstructor {
  const found = (globalThis as { WebSocket?: SocketConstructor }).WebSocket;
  if (!found) {
    throw new HomingError('no_websocket', 'There is no global WebSocket here: pass one in the options.');
  }
  return found;
}
