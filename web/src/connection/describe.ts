import { closeCodes, type ConnectionState } from '@homing/client';

export type Health = 'good' | 'busy' | 'bad';

export interface Description {
  text: string;
  health: Health;
}

const closedBecause: Record<number, string> = {
  [closeCodes.takenOver]: 'Open in another tab',
  [closeCodes.unauthenticated]: 'Not signed in',
};

/** A state in the few words that fit a chip. */
export function describe(state: ConnectionState, now: number): Description {
  switch (state.kind) {
    case 'connected':
      return { text: `Gateway ${String(state.apiId)}`, health: 'good' };
    case 'waiting': {
      const seconds = Math.max(0, Math.ceil((state.nextTryAt - now) / 1_000));
      return { text: seconds > 0 ? `Next try in ${String(seconds)} s` : 'Trying…', health: 'bad' };
    }
    case 'closed':
      return { text: closedBecause[state.code] ?? 'Disconnected', health: 'bad' };
    default:
      return { text: 'Connecting…', health: 'busy' };
  }
}
