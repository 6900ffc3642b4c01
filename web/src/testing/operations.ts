import type { OperationsView, Process, ProcessGateway, Sample } from '../operations/operations';
import { noon } from './fakes';

let count = 0;

export function process(more: Partial<Process> = {}): Process {
  count += 1;
  return {
    process_id: `p${String(count)}`,
    host: 'h',
    pid: count,
    roles: ['gateway'],
    started_at: '2026-05-07T11:00:00Z',
    at: '2026-05-07T12:00:00Z',
    state: 'live',
    gateways: [],
    dead_letters: 0,
    leases_acquired: 0,
    leases_lost: 0,
    ...more,
  };
}

type Changed = { [Field in keyof ProcessGateway]?: ProcessGateway[Field] | undefined };

export function gateway(number: number, more: Changed = {}): ProcessGateway {
  const all = {
    url: `http://h:${String(number)}`,
    api_id: number,
    epoch: 5,
    state: 'serving',
    connections: 0,
    in_flight: 0,
    queued_bytes: 0,
    ...more,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as unknown as ProcessGateway;
}

export function sample(afterMs: number, more: Partial<Sample> = {}): Sample {
  return {
    at: new Date(noon + afterMs).toISOString(),
    connections: 0,
    in_flight: 0,
    answers_per_second: {},
    lag: [],
    mailbox_answers: 0,
    mailbox_bytes: 0,
    dead_letters: 0,
    leases_lost: 0,
    ...more,
  };
}

export function view(processes: readonly Process[], now: Partial<Sample> = {}, afterMs = 0): OperationsView {
  const all = sample(afterMs, now);
  return { at: all.at, interval_ms: 1_000, now: all, processes };
}
