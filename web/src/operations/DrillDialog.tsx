import { Button, Dialog, DialogActions, DialogContent, DialogContentText, DialogTitle } from '@mui/material';
import { pauseMs, type Drill } from './drills';
import { nameOf } from './operations';

interface DrillDialogProps {
  drill: Drill | undefined;
  onCancel: () => void;
  onConfirm: (drill: Drill) => void;
}

/** Asks before a gateway is ended on purpose, and says what will happen. */
export function DrillDialog({ drill, onCancel, onConfirm }: DrillDialogProps) {
  return (
    <Dialog open={drill !== undefined} onClose={onCancel} aria-labelledby="drill-title" aria-describedby="drill-text">
      {drill && (
        <>
          <DialogTitle id="drill-title">
            {drill.kind === 'crash' ? 'Kill' : 'Drain'} {nameOf(drill.gateway).toLowerCase()}?
          </DialogTitle>
          <DialogContent>
            <DialogContentText id="drill-text">
              {drill.kind === 'crash'
                ? 'Its connections break without a word, as if its process had died. Its clients come back at another gateway, and their answers find them there. Its id falls free when its lease runs out.'
                : 'It takes nothing new, sends its clients elsewhere, hands over what is left and frees its id, as before a stop.'}{' '}
              {connected(drill.gateway.connections)} It comes back {pauseMs / 1_000} seconds after that, with a new lease.
            </DialogContentText>
          </DialogContent>
          <DialogActions>
            <Button onClick={onCancel} color="inherit">
              Cancel
            </Button>
            <Button
              variant="contained"
              color={drill.kind === 'crash' ? 'error' : 'primary'}
              onClick={() => {
                onConfirm(drill);
              }}
            >
              {drill.kind === 'crash' ? 'Kill it' : 'Drain it'}
            </Button>
          </DialogActions>
        </>
      )}
    </Dialog>
  );
}

function connected(count: number): string {
  return count === 0 ? 'Nobody is connected to it.' : count === 1 ? 'One client is connected to it.' : `${String(count)} clients are connected to it.`;
}
