import type { CancelTimer } from './clock.js';
import type { LogPosition } from './protocol.js';

export interface PendingRequest {
  readonly id: string;
  readonly op: string;
  readonly body: unknown;
  /** On the client's clock. */
  readonly deadline: number;
  readonly resolve: (body: unknown) => void;
  readonly reject: (reason: unknown) => void;
  /** A gateway may know of it: it is told in hello. */
  told: boolean;
  /** On the wire of the present connection. */
  inFlight: boolean;
  accepted: LogPosition | undefined;
  /** The size of its frame, from sending it until something is heard of it on that connection; else 0. */
  unheardBytes: number;
  cancelDeadline?: CancelTimer;
  cancelRetry?: CancelTimer | undefined;
  removeAbort?: () => void;
}

/** Requests by id, in the order they were made, kept until they are answered or given up. */
export class PendingRequests {
  private readonly byId = new Map<string, PendingRequest>();
  private flying = 0;

  add(request: PendingRequest): void {
    this.byId.set(request.id, request);
  }

  get(id: string): PendingRequest | undefined {
    return this.byId.get(id);
  }

  /** Takes it out, and stops all that was waiting for it. */
  take(id: string): PendingRequest | undefined {
    const request = this.byId.get(id);
    if (request) {
      this.byId.delete(id);
      this.landed(request);
      request.cancelDeadline?.();
      request.cancelRetry?.();
      request.removeAbort?.();
    }
    return request;
  }

  takeAll(): PendingRequest[] {
    return [...this.byId.keys()].map((id) => this.take(id)).filter((request) => request !== undefined);
  }

  departed(request: PendingRequest): void {
    if (!request.inFlight) {
      request.inFlight = true;
      this.flying += 1;
    }
  }

  landed(request: PendingRequest): void {
    request.unheardBytes = 0;
    if (request.inFlight) {
      request.inFlight = false;
      this.flying -= 1;
    }
  }

  /** The next that may be sent: not on the wire, and not waiting for its own retry. */
  nextToSend(): PendingRequest | undefined {
    for (const request of this.byId.values()) {
      if (!request.inFlight && request.cancelRetry === undefined) {
        return request;
      }
    }
    return undefined;
  }

  /** Of those sent and not heard of, the one with the largest frame. */
  largestUnheard(): PendingRequest | undefined {
    let largest: PendingRequest | undefined;
    for (const request of this.byId.values()) {
      if (request.unheardBytes > (largest?.unheardBytes ?? 0)) {
        largest = request;
      }
    }
    return largest;
  }

  told(): PendingRequest[] {
    return [...this.byId.values()].filter((request) => request.told);
  }

  get inFlight(): number {
    return this.flying;
  }

  get size(): number {
    return this.byId.size;
  }
}
