import { HomingError } from '@homing/client';

/** A failure in words for who sees it. */
export function explain(failure: unknown): string {
  if (failure instanceof HomingError) {
    return failure.message;
  }
  // What fetch throws where there is no network says nothing to anybody.
  return 'The server cannot be reached.';
}
