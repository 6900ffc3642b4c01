import { describe } from 'vitest';
import { run } from './run.js';

/** Whether a program can be run. */
export function has(program: string, ...args: string[]): Promise<boolean> {
  return program === '' ? Promise.resolve(false) : run(program, args).then(({ code }) => code === 0, () => false);
}

/** `describe` for tests that need a program or file. Where it is missing they are skipped, and what they are called says why. */
export function needing(what: string, isThere: boolean, name: string, options: { timeout?: number }, tests: () => void): void {
  if (isThere) describe(name, options, tests);
  else describe.skip(`${name} (there is no ${what} here)`, options, tests);
}
