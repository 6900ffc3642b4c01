import { HomingProblem } from '@homing/client';
import { Alert, Button } from '@mui/material';
import { useEffect } from 'react';
import { useAccountStore } from '../account/account';
import { explain } from './explain';

interface FailureAlertProps {
  failure: unknown;
  /** What could not be had or done. */
  what: string;
  onRetry?: () => void;
}

export function FailureAlert({ failure, what, onRetry }: FailureAlertProps) {
  const store = useAccountStore();
  const signedOut = failure instanceof HomingProblem && failure.status === 401;
  useEffect(() => {
    if (signedOut) {
      void store.refresh(); // The sign-in has expired: the page offers another.
    }
  }, [signedOut, store]);
  return (
    <Alert
      severity="error"
      sx={{ mb: 2 }}
      action={
        onRetry && (
          <Button color="inherit" size="small" onClick={onRetry}>
            Try again
          </Button>
        )
      }
    >
      {what} {explain(failure)}
    </Alert>
  );
}
