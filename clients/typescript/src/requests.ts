import { byteLength, fitting } from './bytes.js';
import type { Clock } from './clock.js';
import { HomingError, HomingProblem } from './errors.js';
import type { RequestOptions } from './options.js';
import { PendingRequests, type PendingRequest } from './pendingRequests.js';
import type { ClientFrame, ErrorFrame, LogPosition, PendingEntry, ResponseFrame, StatusFrame, Welcome } from './protocol.js';

/** Told in hello but not heard of for this long after the welcome, a request is sent again. */
export const hearWithinMs = 5_000;
/** As many as a gateway takes in one hello. The others are sent again, under their ids. */
export const maxTold = 1_000;
const retryUnlessToldMs = 1_000;

export interface Wire {
  /** Undefined while there is no connection. */
  readonly welcome: Welcome | undefined;
  send(frame: ClientFrame): void;
  sendText(text: string): void;
}

/** What was asked and not yet answered: what to send when, what to keep, what to give up. */
export class Requests {
  private readonly pending = new PendingRequests();
  /** Told in the hello of this connection, and not a word about them yet. */
  private unheard: Set<string> | undefined;
  /** Given up while there was no connection: the work need not be done. */
  private owedCancels: ClientFrame[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly newId: () => string,
    private readonly wire: Wire,
  ) {}

  make(op: string, body: unknown, deadlineMs: number, options: RequestOptions): Promise<unknown> {
    const { signal } = options;
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(asError(signal.reason));
        return;
      }
      const request: PendingRequest = {
        id: this.newId(),
        op,
        body,
        deadline: this.clock.now() + deadlineMs,
        resolve,
        reject,
        told: false,
        inFlight: false,
        accepted: undefined,
        unheardBytes: 0,
      };
      request.cancelDeadline = this.clock.after(deadlineMs, () => {
        this.fail(request.id, deadlinePassed(op));
      });
      if (signal) {
        const abort = () => {
          this.cancel(request, signal.reason);
        };
        signal.addEventListener('abort', abort, { once: true });
        request.removeAbort = () => {
          signal.removeEventListener('abort', abort);
        };
      }
      this.pending.add(request);
      this.sendWaiting();
    });
  }

  /** For hello: what a gateway may know of, as far as there is room for it. */
  pendingEntries(maxBytes: number): PendingEntry[] {
    const entries = this.pending
      .told()
      .slice(0, maxTold)
      .map(({ id, accepted }) => (accepted ? { id, ...accepted } : id));
    return fitting(entries, maxBytes);
  }

  /** The gateway answers for each that hello told, so those count as on the wire; the others are sent (again). */
  welcomed(told: readonly PendingEntry[]): void {
    const unheard = new Set(told.map((entry) => (typeof entry === 'string' ? entry : entry.id)));
    this.unheard = unheard;
    for (const request of this.pending.told()) {
      this.pending.landed(request);
      if (unheard.has(request.id)) {
        this.pending.departed(request);
      }
    }
    for (const cancel of this.owedCancels.splice(0)) {
      this.wire.send(cancel);
    }
    this.sendWaiting();
    if (unheard.size > 0) {
      this.clock.after(hearWithinMs, () => {
        if (this.unheard === unheard) {
          unheard.forEach((id) => {
            this.sendAgain(id);
          });
        }
      });
    }
  }

  /** The gateway closed because of a frame that is too big: false when no request can have been it. */
  failLargest(): boolean {
    const request = this.pending.largestUnheard();
    if (request) {
      const bytes = String(request.unheardBytes);
      this.fail(request.id, new HomingError('frame_too_big', `${request.op} is ${bytes} bytes, more than is taken on the way.`));
    }
    return request !== undefined;
  }

  disconnected(): void {
    this.unheard = undefined;
    for (const request of this.pending.told()) {
      this.pending.landed(request);
    }
  }

  accepted(id: string, position: LogPosition): void {
    const request = this.heardOf(id);
    if (request) {
      request.accepted = position;
    }
  }

  /** Settles the request, accepted before or not. Drops an answer that nobody waits for. */
  answered(frame: ResponseFrame): void {
    this.unheard?.delete(frame.id);
    const request = this.pending.take(frame.id);
    if (!request) {
      return;
    }
    if (frame.error) {
      request.reject(new HomingProblem(frame.error));
    } else {
      request.resolve(frame.body);
    }
    this.sendWaiting();
  }

  status(frame: StatusFrame): void {
    const request = this.heardOf(frame.id);
    if (!request) {
      return;
    }
    switch (frame.state) {
      case 'unknown':
        this.sendAgain(frame.id);
        break;
      case 'expired':
        this.fail(frame.id, deadlinePassed(request.op));
        break;
      case 'cancelled':
        this.fail(frame.id, new HomingError('cancelled', `${request.op} was cancelled.`));
        break;
      default: // Accepted: still at work. Answered: the answer is on its way to us.
    }
  }

  refused(frame: ErrorFrame & { id: string }): void {
    const request = this.heardOf(frame.id);
    if (!request) {
      return;
    }
    if (!frame.retry) {
      this.fail(frame.id, new HomingError(frame.code, frame.detail));
      return;
    }
    this.pending.landed(request);
    request.cancelRetry?.();
    request.cancelRetry = this.clock.after(frame.retry_after_ms ?? retryUnlessToldMs, () => {
      request.cancelRetry = undefined;
      this.sendWaiting();
    });
  }

  failAll(reason: HomingError): void {
    this.owedCancels = [];
    for (const request of this.pending.takeAll()) {
      request.reject(reason);
    }
  }

  get size(): number {
    return this.pending.size;
  }

  private heardOf(id: string): PendingRequest | undefined {
    this.unheard?.delete(id);
    const request = this.pending.get(id);
    if (request) {
      request.unheardBytes = 0;
    }
    return request;
  }

  private sendAgain(id: string): void {
    const request = this.pending.get(id);
    if (request) {
      this.pending.landed(request);
      this.sendWaiting();
    }
  }

  private fail(id: string, reason: HomingError): void {
    this.pending.take(id)?.reject(reason);
    this.sendWaiting();
  }

  private cancel(request: PendingRequest, reason: unknown): void {
    if (this.pending.take(request.id)) {
      if (request.told) {
        this.sendCancel({ type: 'cancel', id: request.id, ...request.accepted });
      }
      request.reject(asError(reason));
      this.sendWaiting();
    }
  }

  private sendCancel(frame: ClientFrame & { type: 'cancel' }): void {
    if (this.wire.welcome) {
      this.wire.send(frame);
    } else if (this.owedCancels.length < maxTold) {
      this.owedCancels.push(frame);
    }
  }

  private sendWaiting(): void {
    const { welcome } = this.wire;
    while (welcome && this.pending.inFlight < welcome.max_in_flight) {
      const request = this.pending.nextToSend();
      if (!request) {
        return;
      }
      this.sendOne(request, welcome.max_frame_bytes);
    }
  }

  private sendOne(request: PendingRequest, maxBytes: number): void {
    const frame: ClientFrame = {
      type: 'request',
      id: request.id,
      op: request.op,
      deadline_ms: Math.max(1, Math.round(request.deadline - this.clock.now())),
      body: request.body,
    };
    const text = JSON.stringify(frame);
    const bytes = byteLength(text);
    if (bytes > maxBytes) {
      const detail = `${request.op} is ${String(bytes)} bytes; this gateway takes ${String(maxBytes)}.`;
      this.pending.take(request.id)?.reject(new HomingError('frame_too_big', detail));
      return;
    }
    request.told = true;
    request.unheardBytes = bytes;
    this.pending.departed(request);
    this.wire.sendText(text);
  }
}

function deadlinePassed(op: string): HomingError {
  return new HomingError('deadline_exceeded', `No answer to ${op} before its deadline.`);
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new HomingError('aborted', String(reason));
}
