import type { Problem } from './protocol.js';

/** Every failure this client reports. `code` is stable; the message is for people. */
export class HomingError extends Error {
  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'HomingError';
  }
}

/** The one who was asked refused, with an RFC 9457 problem. */
export class HomingProblem extends HomingError {
  readonly type: string;
  readonly status: number | undefined;
  readonly detail: string | undefined;

  constructor(readonly problem: Problem) {
    const type = problem.type ?? 'about:blank';
    super(lastSegment(type), problem.detail ?? problem.title ?? 'The request was refused.');
    this.name = 'HomingProblem';
    this.type = type;
    this.status = problem.status;
    this.detail = problem.detail;
  }
}

function lastSegment(type: string): string {
  const segment = type.split(/[/:#]/).filter(Boolean).at(-1);
  return segment === undefined || segment === 'blank' ? 'problem' : segment.replaceAll('-', '_');
}
