import { HomingProblem } from '@homing/client';
import { useState } from 'react';
import { useNotify } from '../app/notices';
import { explain } from './explain';

interface Action {
  run: () => Promise<void>;
  /** What is said when it is done. */
  done?: string;
  /** What is said where something else was first. */
  conflict: string;
}

export interface Actions {
  /** What is being done at this moment. */
  busy: string | undefined;
  act: (name: string, action: Action) => void;
}

/** Does one thing after the other, and says what came of it. Whatever that is, the report is looked at again. */
export function useAction(onSettled: () => void): Actions {
  const notify = useNotify();
  const [busy, setBusy] = useState<string>();
  const run = async (name: string, { run, done, conflict }: Action) => {
    setBusy(name);
    try {
      await run();
      if (done !== undefined) {
        notify(done, 'success');
      }
    } catch (failure) {
      if (failure instanceof HomingProblem && failure.status === 409) {
        notify(failure.detail === undefined ? conflict : `${conflict} ${failure.detail}`, 'warning');
      } else {
        notify(`It could not be done. ${explain(failure)}`, 'error');
      }
    } finally {
      setBusy(undefined);
      onSettled();
    }
  };
  return {
    busy,
    act: (name, action) => {
      if (busy === undefined) {
        void run(name, action);
      }
    },
  };
}
