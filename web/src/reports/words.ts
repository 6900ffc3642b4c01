import type { MailState, Order, Parameters, Report, ReportState } from './report';

export type StateTone = 'neutral' | 'busy' | 'good' | 'waiting' | 'bad';

const stateWords: Record<ReportState, { text: string; tone: StateTone }> = {
  requested: { text: 'Requested', tone: 'busy' },
  awaiting_approval: { text: 'Awaits approval', tone: 'waiting' },
  approved: { text: 'Approved', tone: 'busy' },
  preparing: { text: 'Being prepared', tone: 'busy' },
  ready: { text: 'Being fetched', tone: 'busy' },
  fetched: { text: 'Here', tone: 'good' },
  delivered: { text: 'Delivered', tone: 'good' },
  expired: { text: 'Expired', tone: 'neutral' },
  rejected: { text: 'Rejected', tone: 'bad' },
  failed: { text: 'Failed', tone: 'bad' },
  cancelled: { text: 'Cancelled', tone: 'neutral' },
};

export function stateText(state: ReportState): string {
  return stateWords[state].text;
}

export function stateTone(state: ReportState): StateTone {
  return stateWords[state].tone;
}

const mailWords: Record<MailState, string> = {
  none: 'Not sent yet',
  sending: 'Being sent',
  sent: 'Sent',
  waiting: 'Not taken yet; it is tried again',
  failed: 'Not sent',
  uncertain: 'Nobody knows whether it arrived',
};

export function mailText(state: MailState): string {
  return mailWords[state];
}

const stepWords: Readonly<Record<string, string>> = {
  requested: 'Asked for',
  edited: 'Changed',
  awaiting_approval: 'Sent for approval',
  approved: 'Approved',
  rejected: 'Rejected',
  submitting: 'Being sent to the provider',
  preparing: 'Taken by the provider',
  progress: 'Being prepared',
  ready: 'Made by the provider',
  failed: 'Failed',
  fetched: 'Document stored here',
  popup: 'Popup sent',
  mail: 'Mail handed to the server',
  mail_sent: 'Mail sent',
  mail_failed: 'Mail not taken',
  mail_uncertain: 'Mail uncertain',
  mail_wanted: 'Mail wanted again',
  delivered: 'Delivered',
  cancelled: 'Cancelled',
  expired: 'Life time over',
  cleaned: 'Cleaned up',
};

/** A newer server may have steps that this page does not know. */
export function stepText(step: string): string {
  return stepWords[step] ?? capitalized(step.replaceAll('_', ' '));
}

const kindNames: Readonly<Record<string, string>> = {
  'top-games': 'Most liked games',
  'sales-by-genre': 'Sales by genre',
  'publisher-portfolio': 'Portfolio of a publisher',
};

export function kindName(kind: string): string {
  return kindNames[kind] ?? capitalized(kind.replaceAll('-', ' '));
}

const parameterNames: Readonly<Record<string, string>> = {
  year: 'Year',
  limit: 'How many games',
  from: 'From year',
  to: 'To year',
  publisher: 'Publisher',
};

export function parameterName(name: string): string {
  return parameterNames[name] ?? capitalized(name.replaceAll('_', ' '));
}

/** "2010 to 2016", "Nintendo". */
export function parametersText(parameters: Parameters): string {
  const { year, limit, from, to, ...others } = parameters;
  const parts = [
    ...(year === undefined ? [] : [String(year)]),
    ...(limit === undefined ? [] : [`top ${String(limit)}`]),
    ...(from === undefined || to === undefined ? [] : [from === to ? String(from) : `${String(from)} to ${String(to)}`]),
    ...Object.values(others).map(String),
  ];
  return parts.join(', ');
}

export function orderText({ kind, parameters }: Pick<Order, 'kind' | 'parameters'>): string {
  const text = parametersText(parameters);
  return text === '' ? kindName(kind) : `${kindName(kind)}: ${text}`;
}

/** "10 minutes", "2 h 30 min", "1 day". */
export function lifetimeText(minutes: number): string {
  if (minutes === 1_440) {
    return '1 day';
  }
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) {
    return counted(rest, 'minute');
  }
  return rest === 0 ? counted(hours, 'hour') : `${String(hours)} h ${String(rest)} min`;
}

/** "40 ms", "1.4 s", "12 s", "3 min 20 s", "2 h 5 min", "1 d 3 h". */
export function durationText(ms: number): string {
  if (ms < 999.5) {
    return `${String(Math.max(0, Math.round(ms)))} ms`;
  }
  const seconds = ms / 1_000;
  if (seconds < 9.95) {
    return `${seconds.toFixed(1)} s`;
  }
  const whole = Math.round(seconds);
  const [value, ...rest] = (
    [
      ['d', Math.floor(whole / 86_400)],
      ['h', Math.floor(whole / 3_600) % 24],
      ['min', Math.floor(whole / 60) % 60],
      ['s', whole % 60],
    ] as const
  ).filter(([, count], index, all) => count > 0 || all.slice(0, index).some(([, before]) => before > 0));
  return [value, rest[0]]
    .flatMap((part) => (part && part[1] > 0 ? [`${String(part[1])} ${part[0]}`] : []))
    .join(' ');
}

/** "in 12 min", or undefined where it is over. */
export function remainingText(until: string, now: number): string | undefined {
  const ms = Date.parse(until) - now;
  if (ms <= 0) {
    return undefined;
  }
  return ms < 60_000 ? 'in less than a minute' : `in ${durationText(Math.floor(ms / 60_000) * 60_000)}`;
}

/** "2.4 MB". */
export function sizeText(bytes: number): string {
  if (bytes < 1_000) {
    return counted(bytes, 'byte');
  }
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(0)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

const today = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const otherDay = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** The time of day, with the day where it is not today's. */
export function timeText(time: string | number, now: number): string {
  const date = new Date(time);
  return (date.toDateString() === new Date(now).toDateString() ? today : otherDay).format(date);
}

/** What is going on, in one line below the title. */
export function situationText(report: Report, now: number): string {
  switch (report.state) {
    case 'requested':
      return 'Whether somebody has to approve it is being decided.';
    case 'awaiting_approval':
      return approvalText(report, now);
    case 'approved':
      return 'On its way to the provider.';
    case 'preparing':
      return report.progress_message ?? 'The provider has it.';
    case 'ready':
      return 'The provider has made it; the document is being fetched.';
    case 'fetched':
    case 'delivered':
      return report.expires_at === undefined ? 'The document is here.' : `The document is here and is kept ${keptText(report.expires_at, now)}.`;
    case 'expired':
      return 'Its life time is over; the document is gone.';
    case 'rejected':
      return report.reason ?? 'It was not approved.';
    case 'failed':
      return report.reason ?? 'It could not be made.';
    case 'cancelled':
      return 'It was taken back.';
  }
}

function keptText(until: string, now: number): string {
  const remaining = remainingText(until, now);
  return `until ${timeText(until, now)}${remaining === undefined ? '' : ` (${remaining.replace('in ', '')} left)`}`;
}

function approvalText({ approval }: Report, now: number): string {
  const who = approval === undefined ? 'Somebody has to approve it' : `Somebody with the role “${approval.role}” has to approve it`;
  return approval?.until === undefined ? `${who}.` : `${who} by ${timeText(approval.until, now)}.`;
}

function counted(count: number, what: string): string {
  return `${String(count)} ${what}${count === 1 ? '' : 's'}`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
