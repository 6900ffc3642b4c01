import { Alert, Button, Stack, Typography } from '@mui/material';
import { useEffect, useState } from 'react';
import { Link, useLocation } from 'react-router';
import { useConnection } from '../connection/connection';
import { isFirstShowing, popupOf, popupText, type Popup } from './popup';

/** More than so many would hide the page. */
const mostShown = 3;

/** Says on whichever page what has become of a report. It stays until it is read: who asked may have looked away. */
export function ReportPopups() {
  const client = useConnection();
  const [popups, setPopups] = useState<readonly Popup[]>([]);

  useEffect(
    () =>
      client.onPush((push) => {
        const popup = popupOf(push);
        if (popup && isFirstShowing(popup.id)) {
          setPopups((last) => [...last, popup]);
        }
      }),
    [client],
  );

  const close = ({ id }: Popup) => {
    setPopups((last) => last.filter((popup) => popup.id !== id));
  };
  if (popups.length === 0) {
    return null;
  }
  const shown = popups.slice(-mostShown).toReversed();
  return (
    <Stack
      role="region"
      aria-label="News of reports"
      spacing={1}
      sx={{ position: 'fixed', zIndex: 'snackbar', top: 66, right: { xs: 8, sm: 16 }, left: { xs: 8, sm: 'auto' }, width: { sm: 420 } }}
    >
      {shown.map((popup) => (
        <PopupAlert
          key={popup.id}
          popup={popup}
          onClose={() => {
            close(popup);
          }}
        />
      ))}
      {popups.length > mostShown && (
        <Alert
          severity="info"
          variant="outlined"
          sx={{ bgcolor: 'background.paper', boxShadow: 6 }}
          action={
            <Button
              color="inherit"
              size="small"
              onClick={() => {
                setPopups([]);
              }}
            >
              Close all
            </Button>
          }
        >
          And {popups.length - mostShown} more
        </Alert>
      )}
    </Stack>
  );
}

function PopupAlert({ popup, onClose }: { popup: Popup; onClose: () => void }) {
  const { pathname } = useLocation();
  const { text, tone } = popupText(popup);
  const page = `/reports/${popup.report_id}`;
  return (
    <Alert
      severity={tone}
      variant="outlined"
      onClose={onClose}
      closeText="Close"
      data-testid="report-popup"
      data-report={popup.report_id}
      sx={{ bgcolor: 'background.paper', boxShadow: 6, '& .MuiAlert-message': { flexGrow: 1, minWidth: 0 } }}
    >
      <Typography variant="body2" sx={{ overflowWrap: 'anywhere', color: 'text.primary' }}>
        {text}
      </Typography>
      {pathname !== page && (
        <Button component={Link} to={page} size="small" onClick={onClose} sx={{ mt: 0.5, ml: -0.75 }}>
          {popup.state === 'awaiting_approval' ? 'Look at it' : 'Open'}
        </Button>
      )}
    </Alert>
  );
}
