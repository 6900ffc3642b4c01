/** As the server tells them; see docs/reference/protocol.md. */
export const states = [
  'requested',
  'awaiting_approval',
  'approved',
  'preparing',
  'ready',
  'fetched',
  'delivered',
  'expired',
  'rejected',
  'failed',
  'cancelled',
] as const;
export type ReportState = (typeof states)[number];

export const mailStates = ['none', 'sending', 'sent', 'waiting', 'failed', 'uncertain'] as const;
export type MailState = (typeof mailStates)[number];

export type Parameters = Readonly<Record<string, string | number>>;

/** What is asked for. */
export interface Order {
  kind: string;
  /** Empty in a request: then the server makes one of the kind. */
  title: string;
  parameters: Parameters;
  /** How long the document is kept once it is here. */
  lifetime_minutes: number;
}

export interface TimelineEntry {
  at: string;
  step: string;
  by: string;
  note: string | undefined;
}

export interface Report extends Order {
  report_id: string;
  state: ReportState;
  /** In percent. */
  progress: number;
  progress_message: string | undefined;
  /** 1 for the order as it was first; one more with each change. */
  version: number;
  requested_by: string;
  requested_at: string;
  /** When the document's life time is over, once it is here. */
  expires_at: string | undefined;
  /** Why it was rejected or failed. */
  reason: string | undefined;
  mail: { state: MailState; attempt: number };
  /** Whose approval it needs or needed, and until when. */
  approval: { role: string; until: string | undefined } | undefined;
  document: { length: number; sha256: string } | undefined;
  trace_id: string | undefined;
  /** Oldest first. It only grows; of the provider's progress it has the newest only. */
  timeline: readonly TimelineEntry[];
}

/** Who looks at a report. */
export interface Viewer {
  user: string;
  roles: readonly string[];
}

/** No document will come, or it is gone. */
export function isFinal({ state }: Pick<Report, 'state'>): boolean {
  return state === 'expired' || state === 'rejected' || state === 'failed' || state === 'cancelled';
}

export function hasDocument({ state }: Pick<Report, 'state'>): boolean {
  return state === 'fetched' || state === 'delivered';
}

/** Somebody works on it, or is asked to. */
export function isUnderWay(report: Pick<Report, 'state'>): boolean {
  return !isFinal(report) && !hasDocument(report);
}

export function isMine(report: Pick<Report, 'requested_by'>, viewer: Viewer): boolean {
  return report.requested_by === viewer.user;
}

/** What the viewer may do with a report as it stands. The server has the last word. */
export function canEdit(report: Report, viewer: Viewer): boolean {
  return isMine(report, viewer) && (report.state === 'requested' || report.state === 'awaiting_approval' || report.state === 'approved');
}

export function canCancel(report: Report, viewer: Viewer): boolean {
  return isMine(report, viewer) && isUnderWay(report);
}

export function canAskAgain(report: Report, viewer: Viewer): boolean {
  return isMine(report, viewer) && isFinal(report);
}

export function canSendMailAgain(report: Report, viewer: Viewer): boolean {
  return isMine(report, viewer) && hasDocument(report) && (report.mail.state === 'uncertain' || report.mail.state === 'failed');
}

export function canDecide(report: Report, viewer: Viewer): boolean {
  return report.state === 'awaiting_approval' && !isMine(report, viewer) && report.approval !== undefined && viewer.roles.includes(report.approval.role);
}

/** The document is for who asked alone. */
export function canRead(report: Report, viewer: Viewer): boolean {
  return isMine(report, viewer) && hasDocument(report);
}

/** Of two words about the same report the one that knows more; the second where they know the same. */
export function newer(a: Report | undefined, b: Report | undefined): Report | undefined {
  if (a === undefined || b === undefined) {
    return a ?? b;
  }
  const more = a.timeline.length - b.timeline.length || a.progress - b.progress;
  return more > 0 ? a : b;
}

export function orderOf({ kind, title, parameters, lifetime_minutes }: Order): Order {
  return { kind, title, parameters, lifetime_minutes };
}

export function documentUrl(reportId: string): string {
  return `/api/reports/${encodeURIComponent(reportId)}/document`;
}
