import AddOutlined from '@mui/icons-material/AddOutlined';
import LockOutlined from '@mui/icons-material/LockOutlined';
import { Box, Button, Chip, LinearProgress, Typography } from '@mui/material';
import { useMemo, useState } from 'react';
import { Link, Navigate, NavLink, Route, Routes, useLocation } from 'react-router';
import { useAccount } from '../account/account';
import { SignInDialog } from '../account/SignInDialog';
import { EmptyState } from '../shared/EmptyState';
import { Approvals } from './Approvals';
import { EditReport } from './EditReport';
import { Mails } from './mails/Mails';
import { MyReports } from './MyReports';
import { NewReport } from './NewReport';
import type { Viewer } from './report';
import { ReportDetail } from './ReportDetail';
import { useAwaiting } from './useAwaiting';

export default function ReportsPage() {
  const account = useAccount();
  const viewer = useMemo<Viewer | undefined>(
    () => (account?.user === undefined ? undefined : { user: account.user, roles: account.roles }),
    [account],
  );
  return (
    <Box sx={{ height: '100%', overflow: 'auto' }}>
      <Box sx={{ maxWidth: 1280, mx: 'auto', p: { xs: 2, sm: 3 } }}>
        <title>Reports · Homing</title>
        {account === undefined ? <LinearProgress aria-label="Loading" /> : viewer ? <Pages viewer={viewer} /> : <SignedOut />}
      </Box>
    </Box>
  );
}

function Pages({ viewer }: { viewer: Viewer }) {
  const awaiting = useAwaiting();
  return (
    <>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'center', justifyContent: 'space-between', mb: 1 }}>
        <Typography variant="h1">Reports</Typography>
        <Button component={Link} to="/reports/new" variant="contained" size="small" startIcon={<AddOutlined />}>
          New report
        </Button>
      </Box>
      <Sections waiting={awaiting.value?.length ?? 0} />
      <Routes>
        <Route index element={<MyReports />} />
        <Route path="new" element={<NewReport viewer={viewer} />} />
        <Route path="approvals" element={<Approvals awaiting={awaiting} />} />
        <Route path="mails" element={<Mails />} />
        <Route path=":id" element={<ReportDetail viewer={viewer} />} />
        <Route path=":id/edit" element={<EditReport viewer={viewer} />} />
        <Route path="*" element={<Navigate to="/reports" replace />} />
      </Routes>
    </>
  );
}

/** From list to list. Who has nothing to approve is not shown where that would be. */
function Sections({ waiting }: { waiting: number }) {
  const { pathname } = useLocation();
  const sections = [
    { path: '/reports', name: 'My reports' },
    ...(waiting > 0 || pathname === '/reports/approvals' ? [{ path: '/reports/approvals', name: 'To approve' }] : []),
    { path: '/reports/mails', name: 'Mails' },
  ];
  return (
    <Box component="nav" aria-label="Lists" sx={{ display: 'flex', gap: 0.5, mb: 2.5, pb: 1, borderBottom: 1, borderColor: 'divider' }}>
      {sections.map(({ path, name }) => (
        <Button
          key={path}
          component={NavLink}
          to={path}
          end
          size="small"
          color="inherit"
          sx={{ color: 'text.secondary', px: 1.5, minWidth: 0, '&.active': { color: 'primary.main', bgcolor: 'action.hover' } }}
        >
          {name}
          {path === '/reports/approvals' && waiting > 0 && <Chip component="span" size="small" color="secondary" label={waiting} sx={{ ml: 1, height: 20 }} />}
        </Button>
      ))}
    </Box>
  );
}

function SignedOut() {
  const [signingIn, setSigningIn] = useState(false);
  return (
    <>
      <Typography variant="h1">Reports</Typography>
      <EmptyState icon={<LockOutlined />} title="Reports are for who is signed in">
        <Typography variant="body2" sx={{ mb: 2 }}>
          A report belongs to who asked for it, and is sent to them.
        </Typography>
        <Button
          variant="contained"
          onClick={() => {
            setSigningIn(true);
          }}
        >
          Sign in
        </Button>
      </EmptyState>
      <SignInDialog
        open={signingIn}
        onClose={() => {
          setSigningIn(false);
        }}
      />
    </>
  );
}
