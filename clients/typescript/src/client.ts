import { Acks } from './acks.js';
import { Backoff, backoff } from './backoff.js';
import { systemClock, type CancelTimer, type Clock } from './clock.js';
import { closeCodes, describeClose, whenToReturn } from './closeCodes.js';
import { Connection, type ConnectionEvents } from './connection.js';
import { Emitter, type Unsubscribe } from './emitter.js';
import { HomingError, HomingProblem } from './errors.js';
import type { HomingClientOptions, Push, RequestOptions } from './options.js';
import type { ClientFrame, GoawayFrame, PushFrame, ResponseFrame, ServerFrame, Welcome } from './protocol.js';
import { Requests } from './requests.js';
import { SeenIds } from './seenIds.js';
import type { SocketConstructor } from './socket.js';
import type { ConnectionState } from './state.js';
import { Subscriptions, type ChannelEvent, type SubscribeOptions } from './subscriptions.js';

const defaultDeadlineMs = 30_000;
const probeWithinMs = 3_000;

/** Asks over a WebSocket and gets the answer, on whichever gateway it is connected by then. */
export class HomingClient {
  private readonly clock: Clock;
  private readonly random: () => number;
  private readonly webSocket: SocketConstructor;
  private readonly backoff: Backoff;
  private readonly requests: Requests;
  private readonly subscriptions: Subscriptions;
  private readonly seenPushes = new SeenIds();
  private readonly states = new Emitter<ConnectionState>();
  private readonly pushes = new Emitter<Push>();
  private readonly failures = new Emitter<unknown>();

  private current: Connection | undefined;
  /** The one being made: the first, a return, or the one to move to when told to go away. */
  private next: Connection | undefined;
  private acks: Acks | undefined;
  private cancelTimer: CancelTimer | undefined;
  private currentState: ConnectionState = { kind: 'idle' };
  private knownClientId: string | undefined;
  private session: string | undefined;
  private toldPending: string[] = [];
  private urlIndex = 0;
  private windowMs = 0;
  /** Raised by whatever makes a try that is still waiting for its ticket worthless. */
  private generation = 0;

  constructor(private readonly options: HomingClientOptions) {
    this.clock = options.clock ?? systemClock;
    this.random = options.random ?? Math.random;
    this.webSocket = options.WebSocket ?? globalSocket();
    this.backoff = new Backoff(this.random);
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

  request<T = unknown>(op: string, body: unknown, options: RequestOptions = {}): Promise<T> {
    if (this.currentState.kind === 'closed') {
      return Promise.reject(new HomingError('closed', `The connection is closed: ${this.currentState.reason}.`));
    }
    const deadlineMs = options.deadlineMs ?? this.options.defaultDeadlineMs ?? defaultDeadlineMs;
    return this.requests.make(op, body, deadlineMs, options) as Promise<T>;
  }

  /** Ends when the signal aborts, the loop is left, or the client is closed. */
  subscribe<T = unknown>(channel: string, options: SubscribeOptions = {}): AsyncGenerator<ChannelEvent<T>, void> {
    return this.subscriptions.read<T>(channel, options);
  }

  /** Leaves for good. What was not answered is rejected. */
  close(): void {
    this.acks?.flush();
    this.end(closeCodes.normal, 'closed');
  }

  private async tryNow(): Promise<void> {
    this.cancelTimer?.();
    const generation = ++this.generation;
    if (!this.current) {
      this.become({ kind: 'connecting', attempt: this.backoff.tries + 1 });
    }
    try {
      const credential = this.session === undefined ? { ticket: (await this.options.ticket()).ticket } : { session: this.session };
      if (generation === this.generation) {
        const url = this.url();
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
    this.elsewhere();
    this.waitForNextTry(failure instanceof HomingError ? failure.code : 'unreachable');
  }

  private hello(credential: { ticket: string } | { session: string }): ClientFrame {
    this.toldPending = this.requests.tellPending();
    return { type: 'hello', ...credential, pending: this.toldPending, channels: this.subscriptions.positions() };
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
        void this.failures.emit(new HomingError(frame.code, frame.detail));
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
    this.windowMs = welcome.reconnect_window_ms;
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
    this.subscriptions.welcomed();
    this.requests.welcomed(this.toldPending);
  }

  private received(frame: ServerFrame): void {
    switch (frame.type) {
      case 'accepted':
        this.requests.accepted(frame.id, { partition: frame.partition, offset: frame.offset });
        break;
      case 'response':
        this.response(frame);
        break;
      case 'push':
        void this.push(frame);
        break;
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
        if (frame.id === undefined) {
          void this.failures.emit(new HomingError(frame.code, frame.detail));
        } else {
          this.requests.refused({ ...frame, id: frame.id });
        }
        break;
      default: // A newer gateway may say more than we know.
    }
  }

  /** An answer nobody waits for was given before, or given up: acknowledged all the same, and dropped. */
  private response(frame: ResponseFrame): void {
    this.requests.answered(frame);
    this.acks?.delivered(frame.seq);
  }

  private async push(frame: PushFrame): Promise<void> {
    const { acks } = this;
    if (this.seenPushes.add(frame.id)) {
      const answer = this.pushes.emit({ id: frame.id, topic: frame.topic, body: frame.body });
      for (const failure of answer instanceof Promise ? await answer : answer) {
        void this.failures.emit(failure);
      }
    }
    acks?.delivered(frame.seq);
  }

  private goAway(frame: GoawayFrame): void {
    this.elsewhere();
    this.cancelTimer?.();
    this.cancelTimer = this.clock.after(frame.retry_after_ms + this.random() * frame.window_ms, () => {
      void this.tryNow();
    });
  }

  private lost(code: number, reason: string): void {
    this.current = undefined;
    this.acks?.stop();
    this.acks = undefined;
    this.requests.disconnected();
    if (this.next) {
      this.cancelTimer?.(); // The gateway may call it taken over (4003): it was, by us.
      this.become({ kind: 'connecting', attempt: 1 });
      return;
    }
    this.comeBack(code, reason);
  }

  private nextClosed(code: number, reason: string): void {
    if (!this.current) {
      this.requests.disconnected();
    }
    this.comeBack(code, reason);
  }

  private comeBack(code: number, reason: string): void {
    const sessionRefused = code === closeCodes.unauthenticated && this.session !== undefined;
    if (sessionRefused) {
      this.keepSession(undefined);
    } else if (whenToReturn(code) === 'never') {
      this.end(code, reason || describeClose(code));
      return;
    }
    if (!sessionRefused && whenToReturn(code) !== 'later') {
      this.elsewhere();
    }
    this.waitForNextTry(describeClose(code), whenToReturn(code) === 'later' ? backoff.pauseMs : 0);
  }

  private waitForNextTry(reason: string, pauseMs = 0): void {
    this.cancelTimer?.();
    if (this.windowMs === 0) {
      this.backoff.skipWindow();
    }
    const wait = pauseMs + this.backoff.next(this.windowMs);
    if (!this.current) {
      this.become({ kind: 'waiting', attempt: this.backoff.tries, nextTryAt: this.clock.now() + wait, reason });
    }
    this.cancelTimer = this.clock.after(wait, () => {
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
    this.requests.failAll(new HomingError('closed', `The connection is closed: ${reason}.`));
    this.subscriptions.endAll();
  }

  private keepSession(session: string | undefined): void {
    if (session !== this.session) {
      this.session = session;
      this.options.session?.save(session);
    }
  }

  private url(): string {
    const { url } = this.options;
    const urls = typeof url === 'string' ? [url] : typeof url === 'function' ? url() : url;
    const chosen = urls[this.urlIndex % Math.max(1, urls.length)];
    if (chosen === undefined) {
      throw new HomingError('no_url', 'There is no address to connect to.');
    }
    return chosen;
  }

  private elsewhere(): void {
    this.urlIndex += 1;
  }

  private become(state: ConnectionState): void {
    this.currentState = state;
    void this.states.emit(state);
  }
}

function globalSocket(): SocketConstructor {
  const found = (globalThis as { WebSocket?: SocketConstructor }).WebSocket;
  if (!found) {
    throw new HomingError('no_websocket', 'There is no global WebSocket here: pass one in the options.');
  }
  return found;
}
