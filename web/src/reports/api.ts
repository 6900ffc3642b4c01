import { HomingError } from '@homing/client';
import { fetchJson, send } from '../shared/http';
import type { Kind, OrderRules, Parameter } from './kinds';
import { listOf, numberOf, objectOf, oneOf, optional, textOf } from './read';
import { mailStates, states, type Order, type Parameters, type Report, type ReportState, type TimelineEntry } from './report';

const root = '/api/reports';

/** The caller's reports, newest first. */
export async function listReports(state: ReportState | undefined, limit: number, signal: AbortSignal): Promise<readonly Report[]> {
  const search = new URLSearchParams({ ...(state && { state }), limit: String(limit) });
  return reportsOf(await fetchJson(`${root}?${search.toString()}`, { signal }));
}

/** The reports that wait for the caller's approval. */
export async function listAwaiting(signal: AbortSignal): Promise<readonly Report[]> {
  return reportsOf(await fetchJson(`${root}?awaiting=me`, { signal }));
}

export async function getReport(reportId: string, signal: AbortSignal): Promise<Report> {
  return reportOf(await fetchJson(pathOf(reportId), { signal }));
}

export async function getRules(signal: AbortSignal): Promise<OrderRules> {
  return rulesOf(await fetchJson(`${root}/kinds`, { signal }));
}

/** Asks for a report and answers its id. The same key is the same report, however often it is asked for. */
export async function askFor(order: Order, key: string): Promise<string> {
  const { title, ...rest } = order;
  const answer = await fetchJson(root, {
    ...json('POST', { ...rest, ...(title !== '' && { title }) }),
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
  });
  return textOf(objectOf(answer, 'the answer'), 'report_id');
}

export async function edit(reportId: string, order: Order, version: number): Promise<void> {
  const { title, ...rest } = order;
  await send(pathOf(reportId), json('PUT', { ...rest, ...(title !== '' && { title }), version }));
}

export async function decide(report: Pick<Report, 'report_id' | 'version'>, approved: boolean, note: string): Promise<void> {
  await send(`${pathOf(report.report_id)}/approval`, json('POST', { approved, note, version: report.version }));
}

export async function cancel(reportId: string): Promise<void> {
  await send(`${pathOf(reportId)}/cancel`, { method: 'POST' });
}

export async function sendMailAgain(reportId: string): Promise<void> {
  await send(`${pathOf(reportId)}/mail`, { method: 'POST' });
}

/** A report as it comes, by HTTP or through a channel. */
export function reportOf(value: unknown): Report {
  const fields = objectOf(value, 'a report');
  const mail = inner(fields, 'mail');
  const approval = optional(fields, 'approval', inner);
  const document = optional(fields, 'document', inner);
  return {
    report_id: textOf(fields, 'report_id'),
    kind: textOf(fields, 'kind'),
    title: textOf(fields, 'title'),
    parameters: parametersOf(fields['parameters']),
    lifetime_minutes: numberOf(fields, 'lifetime_minutes'),
    version: numberOf(fields, 'version'),
    state: oneOf(fields, 'state', states),
    progress: numberOf(fields, 'progress'),
    progress_message: optional(fields, 'progress_message', textOf),
    requested_by: textOf(fields, 'requested_by'),
    requested_at: textOf(fields, 'requested_at'),
    expires_at: optional(fields, 'expires_at', textOf),
    reason: optional(fields, 'reason', textOf),
    mail: { state: oneOf(mail, 'state', mailStates), attempt: numberOf(mail, 'attempt') },
    approval: approval && { role: textOf(approval, 'role'), until: optional(approval, 'until', textOf) },
    document: document && { length: numberOf(document, 'length'), sha256: textOf(document, 'sha256') },
    trace_id: optional(fields, 'trace_id', textOf),
    timeline: listOf(fields['timeline'], 'timeline', entryOf),
  };
}

/** The same of a channel's event; undefined where it is not understood. */
export function reportIn(body: unknown): Report | undefined {
  try {
    return body === undefined ? undefined : reportOf(body);
  } catch (failure) {
    if (failure instanceof HomingError) {
      return undefined;
    }
    throw failure;
  }
}

function entryOf(value: unknown): TimelineEntry {
  const fields = objectOf(value, 'a step');
  return { at: textOf(fields, 'at'), step: textOf(fields, 'step'), by: textOf(fields, 'by'), note: optional(fields, 'note', textOf) };
}

function reportsOf(value: unknown): readonly Report[] {
  return listOf(value, 'the list of reports', reportOf);
}

function rulesOf(value: unknown): OrderRules {
  const fields = objectOf(value, 'the kinds');
  const lifetime = inner(fields, 'lifetime_minutes');
  return {
    kinds: listOf(fields['kinds'], 'kinds', kindOf),
    lifetime: { min: numberOf(lifetime, 'min'), max: numberOf(lifetime, 'max'), default: numberOf(lifetime, 'default') },
    titleLength: numberOf(inner(fields, 'title_length'), 'max'),
  };
}

function kindOf(value: unknown): Kind {
  const fields = objectOf(value, 'a kind');
  return {
    kind: textOf(fields, 'kind'),
    title: textOf(fields, 'title'),
    description: textOf(fields, 'description'),
    parameters: listOf(fields['parameters'], 'parameters', parameterOf),
  };
}

function parameterOf(value: unknown): Parameter {
  const fields = objectOf(value, 'a parameter');
  const parameter = {
    name: textOf(fields, 'name'),
    description: textOf(fields, 'description'),
    min: numberOf(fields, 'min'),
    max: numberOf(fields, 'max'),
  };
  const type = oneOf(fields, 'type', ['integer', 'text']);
  return type === 'integer' ? { ...parameter, type, default: optional(fields, 'default', numberOf) } : { ...parameter, type };
}

function parametersOf(value: unknown): Parameters {
  const entries = Object.entries(objectOf(value, 'parameters'));
  return Object.fromEntries(entries.flatMap(([name, one]) => (typeof one === 'string' || typeof one === 'number' ? [[name, one]] : [])));
}

function inner(fields: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> {
  return objectOf(fields[name], name);
}

function pathOf(reportId: string): string {
  return `${root}/${encodeURIComponent(reportId)}`;
}

function json(method: string, body: object): RequestInit {
  return { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
