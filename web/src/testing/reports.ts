import type { Report, TimelineEntry } from '../reports/report';
import { noon } from './fakes';

/** What a report looks like on the wire: what is not known is null. */
export type WireReport = { [Field in keyof Report]: undefined extends Report[Field] ? Exclude<Report[Field], undefined> | null : Report[Field] };

let count = 0;

export function step(name: string, afterMs = 0, more: Partial<TimelineEntry> = {}): TimelineEntry {
  return { at: at(afterMs), step: name, by: 'report-trigger', note: undefined, ...more };
}

export function at(afterMs: number): string {
  return new Date(noon + afterMs).toISOString();
}

export function wireReport(more: Partial<WireReport> = {}): WireReport {
  count += 1;
  return {
    report_id: `00000000-0000-8000-8000-${String(count).padStart(12, '0')}`,
    kind: 'top-games',
    title: 'Most liked games of 2015',
    parameters: { year: 2015, limit: 50 },
    lifetime_minutes: 60,
    state: 'requested',
    progress: 0,
    progress_message: null,
    version: 1,
    requested_by: 'analyst',
    requested_at: at(0),
    expires_at: null,
    reason: null,
    mail: { state: 'none', attempt: 0 },
    approval: null,
    document: null,
    trace_id: null,
    timeline: [step('requested', 0, { by: 'analyst' })],
    ...more,
  };
}

const year = { type: 'integer', min: 1980, max: 2020, default: null, required: true };

export const wireKinds = {
  kinds: [
    {
      kind: 'top-games',
      title: 'Most liked games of a year',
      description: 'The games of a year.',
      parameters: [
        { ...year, name: 'year', description: 'the year of release' },
        { name: 'limit', type: 'integer', min: 1, max: 200, description: 'how many games', default: 50, required: false },
      ],
    },
    {
      kind: 'sales-by-genre',
      title: 'Sales by genre',
      description: 'What was sold of each genre.',
      parameters: [
        { ...year, name: 'from', description: 'the first year of release' },
        { ...year, name: 'to', description: 'the last year of release' },
      ],
    },
    {
      kind: 'publisher-portfolio',
      title: 'Portfolio of a publisher',
      description: 'What a publisher has brought out.',
      parameters: [{ name: 'publisher', type: 'text', min: 1, max: 100, description: 'the publisher, as the data writes it', default: null, required: true }],
    },
  ],
  years: { min: 1980, max: 2020, default: null },
  title_length: { min: 1, max: 120, default: null },
  lifetime_minutes: { min: 10, max: 1_440, default: 60 },
};

interface Call {
  method: string;
  path: string;
  key: string | null;
  body: Record<string, unknown>;
}

/** The server's side of the reports, as it is documented. */
export class FakeReports {
  user: string | null = 'analyst';
  reports: WireReport[] = [];
  mails: unknown[] = [];
  /** Nobody answers. */
  away = false;
  /** The next call that changes something is taken, and its answer is lost. */
  losesNextAnswer = false;
  /** The next call that changes something is refused. */
  refusesNext: { status: number; detail?: string } | undefined;
  /** Holds back what changes something until it resolves. */
  gate: Promise<void> = Promise.resolve();
  readonly calls: Call[] = [];
  private readonly taken = new Map<string, { id: string; body: string }>();

  /** The calls that change something. */
  get changes(): readonly Call[] {
    return this.calls.filter(({ method }) => method !== 'GET');
  }

  readonly fetch = async (url: string, init?: RequestInit): Promise<Response> => {
    const { pathname: path, searchParams } = new URL(url, 'http://here');
    const method = init?.method ?? 'GET';
    const text = typeof init?.body === 'string' ? init.body : '{}';
    const call = { method, path, key: new Headers(init?.headers).get('idempotency-key'), body: JSON.parse(text) as Record<string, unknown> };
    this.calls.push(call);
    if (method !== 'GET') {
      await this.gate;
    }
    if (this.away) {
      throw new TypeError('Failed to fetch');
    }
    const { refusesNext, losesNextAnswer } = this;
    if (method !== 'GET' && refusesNext) {
      this.refusesNext = undefined;
      return problem(refusesNext.status, refusesNext.detail);
    }
    const answer = this.answer(call, searchParams, text);
    if (method !== 'GET' && losesNextAnswer) {
      this.losesNextAnswer = false;
      throw new TypeError('Failed to fetch');
    }
    return answer;
  };

  private answer(call: Call, query: URLSearchParams, text: string): Response {
    const { method, path } = call;
    if (path === '/api/me') {
      return Response.json({ user: this.user, roles: this.user === null ? [] : [this.user], guests: true });
    }
    if (!path.startsWith('/api/reports')) {
      return problem(404);
    }
    if (this.user === null) {
      return problem(401, 'Reports are for users: sign in first.');
    }
    const [id, action] = path.split('/').slice(3);
    if (id === undefined) {
      return method === 'POST' ? this.request(call, text) : this.list(query);
    }
    if (id === 'kinds') {
      return Response.json(wireKinds);
    }
    if (id === 'outbox') {
      return Response.json(this.mails);
    }
    const report = this.reports.find((one) => one.report_id === id);
    if (!report) {
      return problem(404, 'There is no such report for you.');
    }
    if (action === 'approval') {
      report.state = call.body['approved'] === true ? 'approved' : 'rejected';
    } else if (action === 'cancel') {
      report.state = 'cancelled';
    } else if (action === 'mail') {
      report.mail = { ...report.mail, state: 'waiting' };
    }
    return Response.json(report, { status: action === 'mail' ? 202 : 200 });
  }

  private list(query: URLSearchParams): Response {
    const state = query.get('state');
    const mine = ({ requested_by: by }: WireReport) => by === this.user;
    const shown =
      query.get('awaiting') === 'me'
        ? this.reports.filter((report) => report.state === 'awaiting_approval' && report.approval?.role === this.user && !mine(report))
        : this.reports.filter((report) => mine(report) && (state === null || report.state === state));
    return Response.json(shown.slice(0, Number(query.get('limit') ?? 50)));
  }

  private request({ key, body }: Call, text: string): Response {
    if (key === null) {
      return problem(400, 'Idempotency-Key: the header is missing');
    }
    const known = this.taken.get(key);
    if (known && known.body !== text) {
      return problem(422, 'The key was used for another request');
    }
    if (!known) {
      const report = wireReport({ ...(body as Partial<WireReport>), requested_by: this.user ?? '' });
      report.title ||= 'A title of the kind';
      this.reports.unshift(report);
      this.taken.set(key, { id: report.report_id, body: text });
    }
    return Response.json({ report_id: this.taken.get(key)?.id, state: 'requested' }, { status: 202 });
  }
}

function problem(status: number, detail?: string): Response {
  return new Response(JSON.stringify({ type: 'urn:problem-type:homing:x', title: `Refused with ${String(status)}`, status, detail }), {
    status,
    headers: { 'content-type': 'application/problem+json' },
  });
}
