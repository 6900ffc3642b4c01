import { Box, Paper, Stack, Typography } from '@mui/material';
import { Logo } from '../app/Logo';
import { SignInForm } from './SignInForm';

/** Where guests are not allowed, this is what they see. */
export function SignInPage() {
  return (
    <Box component="main" sx={{ minHeight: '100dvh', display: 'grid', placeItems: 'center', p: 2 }}>
      <Paper variant="outlined" sx={{ p: { xs: 2, sm: 3 }, width: '100%', maxWidth: 420 }}>
        <Stack direction="row" spacing={1.5} sx={{ alignItems: 'center', mb: 2 }}>
          <Logo />
          <Typography variant="h1" sx={{ fontSize: '1.25rem' }}>
            Sign in to Homing
          </Typography>
        </Stack>
        <SignInForm />
      </Paper>
    </Box>
  );
}
