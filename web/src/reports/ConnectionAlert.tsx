import { Alert } from '@mui/material';
import { useConnectionState } from '../connection/connection';
import { RetryButton } from '../connection/RetryButton';

/** Says that what is shown is not renewed, while that is so. */
export function ConnectionAlert({ shown }: { shown: boolean }) {
  const connection = useConnectionState();
  if (connection.kind !== 'waiting' && connection.kind !== 'closed') {
    return null;
  }
  return (
    <Alert
      severity="warning"
      sx={{ mb: 2 }}
      action={<RetryButton />}
    >
      {connection.kind === 'waiting' ? 'Offline.' : 'Not connected.'}
      {shown && ' What you see may have changed since.'} A report that was asked for goes on all the same.
    </Alert>
  );
}
