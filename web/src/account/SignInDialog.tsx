import { Button, Dialog, DialogContent, DialogTitle } from '@mui/material';
import { useId } from 'react';
import { SignInForm } from './SignInForm';

interface SignInDialogProps {
  open: boolean;
  onClose: () => void;
}

export function SignInDialog({ open, onClose }: SignInDialogProps) {
  const title = useId();
  return (
    <Dialog open={open} onClose={onClose} aria-labelledby={title} fullWidth maxWidth="xs">
      <DialogTitle id={title}>Sign in</DialogTitle>
      <DialogContent sx={{ '&&': { pt: 1 } }}>
        <SignInForm onDone={onClose}>
          <Button onClick={onClose}>Cancel</Button>
        </SignInForm>
      </DialogContent>
    </Dialog>
  );
}
