import { Button } from '@mui/material';
import { useConnection, useConnectionState } from './connection';

/** Tries at once, where the connection waits for its next try. */
export function RetryButton() {
  const client = useConnection();
  if (useConnectionState().kind !== 'waiting') {
    return null;
  }
  return (
    <Button
      color="inherit"
      size="small"
      onClick={() => {
        client.retryNow();
      }}
    >
      Try now
    </Button>
  );
}
