import { HomingProblem } from '@homing/client';
import { Alert, Button, Stack, TextField, Typography } from '@mui/material';
import { useEffect, useRef, useState, type ReactNode, type SubmitEvent } from 'react';
import { useAccountStore } from './account';

interface SignInFormProps {
  onDone?: () => void;
  /** Stands beside the button that signs in. */
  children?: ReactNode;
}

export function SignInForm({ onDone, children }: SignInFormProps) {
  const store = useAccountStore();
  const userField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();

  useEffect(() => {
    userField.current?.focus();
  }, []);

  const submit = async () => {
    setBusy(true);
    setFailure(undefined);
    try {
      await store.signIn(user, password);
      onDone?.();
    } catch (error) {
      setFailure(explain(error));
      setPassword('');
      passwordField.current?.focus();
    } finally {
      setBusy(false);
    }
  };

  return (
    <Stack
      component="form"
      spacing={2}
      onSubmit={(event: SubmitEvent) => {
        event.preventDefault();
        void submit();
      }}
    >
      {failure !== undefined && <Alert severity="error">{failure}</Alert>}
      <TextField
        label="User"
        name="username"
        autoComplete="username"
        required
        fullWidth
        inputRef={userField}
        value={user}
        onChange={(event) => {
          setUser(event.target.value);
        }}
        slotProps={{ htmlInput: { autoCapitalize: 'none', spellCheck: false, maxLength: 128, readOnly: busy } }}
      />
      <TextField
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        required
        fullWidth
        inputRef={passwordField}
        value={password}
        onChange={(event) => {
          setPassword(event.target.value);
        }}
        slotProps={{ htmlInput: { maxLength: 128, readOnly: busy } }}
      />
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>
        Demo users: ceo, analyst, approver, driver. Their password was printed at the server’s first start.
      </Typography>
      <Stack direction="row" spacing={1} sx={{ justifyContent: 'flex-end' }}>
        {children}
        <Button type="submit" variant="contained" loading={busy}>
          Sign in
        </Button>
      </Stack>
    </Stack>
  );
}

function explain(error: unknown): string {
  if (!(error instanceof HomingProblem)) {
    return 'The server cannot be reached. Try again.';
  }
  switch (error.status) {
    case 401:
      return 'The user or the password is wrong.';
    case 429:
      return 'Too many tries have failed. Wait a little, then try again.';
    default:
      return error.message;
  }
}
