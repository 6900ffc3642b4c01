export const closeCodes = {
  normal: 1000,
  frameTooBig: 1009,
  /** Ours: nothing was heard from the gateway for too long. */
  silent: 3000,
  unauthenticated: 4001,
  protocolError: 4002,
  takenOver: 4003,
  overloaded: 4100,
  tooSlow: 4101,
  rateLimited: 4102,
  draining: 4200,
  leaseLost: 4201,
} as const;

/** `never`: stay away. `later`: come back after a pause. `elsewhere`: come back now, to another gateway. */
export type Return = 'never' | 'later' | 'elsewhere' | 'usual';

export function whenToReturn(code: number): Return {
  if (code >= 4000 && code < 4100) {
    return 'never';
  }
  if (code >= 4100 && code < 4200) {
    return 'later';
  }
  return code >= 4200 && code < 4300 ? 'elsewhere' : 'usual';
}

export function describeClose(code: number): string {
  const name = Object.entries(closeCodes).find(([, value]) => value === code)?.[0];
  return name ? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) : `closed_${String(code)}`;
}
