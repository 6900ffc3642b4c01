import { Alert, Button } from '@mui/material';
import { useConnection, useConnectionState } from '../connection/connection';

/** Says that what is shown is not renewed, while that is so. */
export function ConnectionAlert({ shown }: { shown: boolean }) {
  const client = useConnection();
  const connection = useConnectionState();
  if (connection.kind !== 'waiting' && connection.kind !== 'closed') {
    return null;
  }
  return (
    <Alert
      severity="warning"
      sx={{ mb: 2 }}
      action={
        connection.kind === 'waiting' && (
          <Button
            color="inherit"
            size="small"
            onClick={() => {
              client.retryNow();
            }}
          >
            Try now
          </Button>
        )
      }
    >
      {connection.kind === 'waiting' ? 'Offline.' : 'Not connected.'}
      {shown && ' What you see may have changed since.'} A report that was asked for goes on all the same.
    </Alert>
  );
}
