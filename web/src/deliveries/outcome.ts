import type { Tone } from '../app/notices';
import type { DeliveryPush } from './delivery';

export interface Outcome {
  event: DeliveryPush['event'] | 'requested' | 'failed';
  text: string;
  tone: Tone;
}

/** What became of a wish for a ride, in words. */
export function outcomeOf(event: Outcome['event'], detail?: string): Outcome {
  switch (event) {
    case 'started':
      return { event, text: 'started.', tone: 'success' };
    case 'requested':
      return { event, text: 'asked for, not started yet.', tone: 'info' };
    case 'refused':
      return { event, text: 'already under way.', tone: 'warning' };
    case 'unknown_route':
      return { event, text: detail ?? 'there is no such route.', tone: 'error' };
    case 'finished':
      return { event, text: 'arrived.', tone: 'success' };
    case 'failed':
      return { event, text: `not started. ${detail ?? 'No answer came.'}`, tone: 'error' };
  }
}
