/** The frames of `homing.v1`: one JSON object a text frame. */
export const subprotocol = 'homing.v1';

export interface ChannelPosition {
  channel: string;
  epoch: number;
  offset: number;
}

/** Where a request stands in the log, as `accepted` gave it. */
export interface LogPosition {
  partition: number;
  offset: number;
}

/** A request that is not answered yet; with its position, any gateway can tell its state. */
export type PendingEntry = string | ({ id: string } & LogPosition);

export type ClientFrame =
  | { type: 'hello'; ticket?: string; session?: string; pending: PendingEntry[]; channels: ChannelPosition[] }
  | { type: 'request'; id: string; op: string; deadline_ms?: number; body: unknown }
  | { type: 'ack'; seq: number }
  | ({ type: 'cancel'; id: string } & Partial<LogPosition>)
  | { type: 'subscribe'; channel: string; since?: { epoch: number; offset: number }; min_interval_ms?: number }
  | { type: 'unsubscribe'; channel: string }
  | { type: 'ping' };

/** What a gateway says of itself, and of us, when it takes us in. */
export interface Welcome {
  client_id: string;
  session: string;
  api_id: number;
  epoch: number;
  resumed: boolean;
  ping_ms: number;
  max_frame_bytes: number;
  max_in_flight: number;
  resume_ttl_ms: number;
  reconnect_window_ms: number;
}

/** An RFC 9457 problem. */
export interface Problem {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  instance?: string;
  [extension: string]: unknown;
}

export interface ResponseFrame {
  type: 'response';
  id: string;
  seq: number;
  op: string;
  body?: unknown;
  error?: Problem;
}

export interface PushFrame {
  type: 'push';
  id: string;
  seq: number;
  topic: string;
  body: unknown;
}

export interface StatusFrame {
  type: 'status';
  id: string;
  state: 'unknown' | 'accepted' | 'answered' | 'expired' | 'cancelled';
}

export interface SubscribedFrame extends ChannelPosition {
  type: 'subscribed';
  recovered: boolean;
}

export interface EventFrame extends ChannelPosition {
  type: 'event';
  at: string;
  skipped?: number;
  body: unknown;
}

export interface ErrorFrame {
  type: 'error';
  /** The request that is refused. */
  id?: string;
  /** The channel that is refused. */
  channel?: string;
  code: string;
  detail: string;
  retry: boolean;
  retry_after_ms?: number;
}

export interface GoawayFrame {
  type: 'goaway';
  retry_after_ms: number;
  window_ms: number;
}

export type ServerFrame =
  | ({ type: 'welcome' } & Welcome)
  | { type: 'accepted'; id: string; partition: number; offset: number }
  | ResponseFrame
  | PushFrame
  | StatusFrame
  | SubscribedFrame
  | EventFrame
  | ErrorFrame
  | GoawayFrame
  | { type: 'pong' };

/** Reads a frame; undefined for anything that is not a JSON object with a `type`. */
export function readFrame(data: unknown): ServerFrame | undefined {
  if (typeof data !== 'string') {
    return undefined;
  }
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === 'object' && value !== null && 'type' in value ? (value as ServerFrame) : undefined;
  } catch {
    return undefined;
  }
}
