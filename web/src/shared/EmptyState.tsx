import { Box, Typography } from '@mui/material';
import type { ReactNode } from 'react';

interface EmptyStateProps {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
}

/** Says what is missing and offers what helps. */
export function EmptyState({ icon, title, children }: EmptyStateProps) {
  return (
    <Box sx={{ py: 5, px: 3, textAlign: 'center', color: 'text.secondary' }}>
      <Box sx={{ '& svg': { fontSize: 44 }, color: 'primary.main', opacity: 0.85, mb: 1 }}>{icon}</Box>
      <Typography component="h2" variant="subtitle1" sx={{ color: 'text.primary', mb: 0.5 }}>
        {title}
      </Typography>
      {children}
    </Box>
  );
}
