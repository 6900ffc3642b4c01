import type { Json } from './files.js';
import { faultsBySchema } from './schema.js';

// A sink task that is busy for longer than this is taken for dead by its group: max.poll.interval.ms.
const MAX_POLL_INTERVAL_MS = 300_000;

/** What is wrong with a connector's settings: each by itself, then those that must fit each other. */
export function faultsOfConnector(settings: Json): string[] {
  const faults = faultsBySchema('connector', settings);
  const number = (name: string) => Number(settings[name]);
  const inFlight = number('batch.size') * number('max.in.flight.requests');
  if (number('max.buffered.records') < inFlight) {
    faults.push(`max.buffered.records is below batch.size times max.in.flight.requests, ${String(inFlight)}`);
  }
  if (number('linger.ms') > number('flush.timeout.ms')) faults.push('linger.ms is above flush.timeout.ms');
  if (number('flush.timeout.ms') >= MAX_POLL_INTERVAL_MS) faults.push('flush.timeout.ms outlasts max.poll.interval.ms');
  // Each wait is at most twice the one before; each try may take the whole read time-out.
  const retries = number('max.retries');
  const waits = number('retry.backoff.ms') * (2 ** retries - 1);
  const longest = waits + (retries + 1) * number('read.timeout.ms');
  if (longest >= MAX_POLL_INTERVAL_MS) faults.push(`all tries may take ${String(longest)} ms, longer than max.poll.interval.ms`);
  return faults;
}
