/** What the channel `operations` tells; see docs/reference/protocol.md. */
export interface OperationsView {
  at: string;
  interval_ms: number;
  now: Sample;
  processes: readonly Process[];
}

/** What `GET /api/operations` answers. */
export interface OperationsAnswer extends OperationsView {
  history: readonly Sample[];
}

/** All living processes taken together. */
export interface Sample {
  at: string;
  connections: number;
  in_flight: number;
  answers_per_second: Partial<Record<Way, number>>;
  p50_ms?: number;
  p99_ms?: number;
  lag: readonly Lag[];
  mailbox_answers: number;
  mailbox_bytes: number;
  dead_letters: number;
  leases_lost: number;
}

export const ways = ['direct', 'mailbox', 'rerouted', 'adopted', 'duplicate', 'expired', 'evicted'] as const;
export type Way = (typeof ways)[number];

export interface Lag {
  topic: string;
  group: string;
  records: number;
}

export interface Process {
  process_id: string;
  host: string;
  pid: number;
  roles: readonly string[];
  started_at: string;
  at: string;
  state: 'live' | 'stopped' | 'gone';
  gateways: readonly ProcessGateway[];
  dead_letters: number;
  leases_acquired: number;
  leases_lost: number;
}

export interface ProcessGateway {
  url: string;
  api_id?: number;
  epoch?: number;
  state: 'serving' | 'draining' | 'down';
  connections: number;
  in_flight: number;
  queued_bytes: number;
}

export interface Gateway extends Omit<ProcessGateway, 'state'> {
  state: ProcessGateway['state'] | 'gone';
  process: string;
}

/** One gateway an address. Where a process is gone, so are its gateways, unless another serves at the address by now. */
export function gatewaysOf(view: OperationsView): readonly Gateway[] {
  const byUrl = new Map<string, Gateway>();
  for (const process of view.processes) {
    const live = process.state === 'live';
    for (const gateway of process.gateways) {
      const known = byUrl.get(gateway.url);
      if (live || known === undefined || known.state === 'gone') {
        byUrl.set(gateway.url, {
          ...gateway,
          ...(live ? {} : { state: 'gone', connections: 0, in_flight: 0, queued_bytes: 0 }),
          process: process.process_id,
        });
      }
    }
  }
  return [...byUrl.values()].sort((a, b) => a.url.localeCompare(b.url, 'en', { numeric: true }));
}

/** Something that happened to a gateway's lease. */
export interface Change {
  at: number;
  text: string;
  tone: 'good' | 'warning' | 'bad';
}

/** What happened to gateways between two pictures. */
export function changesBetween(before: OperationsView, after: OperationsView): readonly Change[] {
  const known = new Map(gatewaysOf(before).map((gateway) => [gateway.url, gateway]));
  const at = Date.parse(after.at);
  const changes: Change[] = [];
  for (const gateway of gatewaysOf(after)) {
    const was = known.get(gateway.url);
    const told = changeOf(was, gateway);
    if (told) {
      changes.push({ at, ...told });
    }
  }
  return changes;
}

function changeOf(was: Gateway | undefined, is: Gateway): Omit<Change, 'at'> | undefined {
  const name = nameOf(is);
  const holds = is.state === 'serving' || is.state === 'draining';
  const held = was !== undefined && (was.state === 'serving' || was.state === 'draining');
  if (holds && (!held || was.api_id !== is.api_id || was.epoch !== is.epoch)) {
    return { tone: 'good', text: `${name} took epoch ${String(is.epoch)}` };
  }
  if (held && !holds) {
    return { tone: 'bad', text: `${nameOf(was)} is ${is.state}` };
  }
  return is.state === 'draining' && was?.state === 'serving' ? { tone: 'warning', text: `${name} drains` } : undefined;
}

/** "Gateway 2", or its address while it has no id. */
export function nameOf(gateway: Pick<Gateway, 'api_id' | 'url'>): string {
  return gateway.api_id === undefined ? `The gateway at ${gateway.url}` : `Gateway ${String(gateway.api_id)}`;
}

export const windowMs = 5 * 60_000;

/** Samples with newer ones behind, none twice, none older than the window. */
export function joined(samples: readonly Sample[], more: readonly Sample[]): readonly Sample[] {
  const last = samples.at(-1);
  const newer = last ? more.filter((sample) => Date.parse(sample.at) > Date.parse(last.at)) : more;
  const all = [...samples, ...newer];
  const end = all.at(-1);
  return end ? all.filter((sample) => Date.parse(end.at) - Date.parse(sample.at) <= windowMs) : [];
}
