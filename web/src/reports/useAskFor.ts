import { HomingProblem } from '@homing/client';
import { useCallback } from 'react';
import { useNavigate } from 'react-router';
import { askFor } from './api';
import { answered, keyOf, type Wish } from './orderKeys';

/** Asks for a report and goes to its page. Rejects where it was refused, or nobody knows whether it was taken. */
export function useAskFor(): (wish: Wish) => Promise<void> {
  const navigate = useNavigate();
  return useCallback(
    async (wish) => {
      const key = keyOf(wish);
      try {
        const reportId = await askFor(wish.order, key);
        answered(wish);
        await navigate(`/reports/${reportId}`);
      } catch (failure) {
        if (isRefusal(failure)) {
          answered(wish);
        }
        throw failure;
      }
    },
    [navigate],
  );
}

/** It was certainly not taken, and will not be. After anything else the same request has to be sent again. */
function isRefusal(failure: unknown): boolean {
  const status = failure instanceof HomingProblem ? failure.status : undefined;
  return status !== undefined && status >= 400 && status < 500 && status !== 408 && status !== 429;
}
