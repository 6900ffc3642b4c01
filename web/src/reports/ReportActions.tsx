import DownloadOutlined from '@mui/icons-material/DownloadOutlined';
import { Button, Dialog, DialogActions, DialogContent, DialogContentText, DialogTitle, Stack } from '@mui/material';
import { useState } from 'react';
import { Link } from 'react-router';
import { cancel, sendMailAgain } from './api';
import { canAskAgain, canCancel, canEdit, canRead, canSendMailAgain, documentUrl, orderOf, type Report, type Viewer } from './report';
import { useAction } from './useAction';
import { useAskFor } from './useAskFor';

interface ReportActionsProps {
  report: Report;
  viewer: Viewer;
  onChanged: () => void;
}

/** What the viewer may do with a report as it stands. */
export function ReportActions({ report, viewer, onChanged }: ReportActionsProps) {
  const { report_id: id, state } = report;
  const { busy, act } = useAction(onChanged);
  const ask = useAskFor();
  const [cancelling, setCancelling] = useState(false);
  return (
    <Stack direction="row" useFlexGap spacing={1} sx={{ flexWrap: 'wrap', '&:empty': { display: 'none' } }} role="group" aria-label="Actions">
      {canRead(report, viewer) && (
        <Button variant="contained" startIcon={<DownloadOutlined />} href={documentUrl(id)} download>
          Download
        </Button>
      )}
      {canSendMailAgain(report, viewer) && (
        <Button
          variant="outlined"
          loading={busy === 'mail'}
          disabled={busy !== undefined}
          onClick={() => {
            act('mail', {
              run: () => sendMailAgain(id),
              done: report.mail.state === 'uncertain' ? 'The mail is sent once more. It may come twice.' : 'The mail is sent once more.',
              conflict: 'The mail is not sent again.',
            });
          }}
        >
          Send the mail again
        </Button>
      )}
      {canAskAgain(report, viewer) && (
        <Button
          variant="contained"
          loading={busy === 'again'}
          disabled={busy !== undefined}
          onClick={() => {
            act('again', {
              run: () => ask({ user: viewer.user, order: orderOf(report), again: id }),
              conflict: 'It was not asked for again.',
            });
          }}
        >
          Ask again
        </Button>
      )}
      {canEdit(report, viewer) && (
        <Button variant="outlined" component={Link} to={`/reports/${id}/edit`}>
          Change
        </Button>
      )}
      {canCancel(report, viewer) && (
        <Button
          variant="outlined"
          color="error"
          loading={busy === 'cancel'}
          disabled={busy !== undefined}
          onClick={() => {
            setCancelling(true);
          }}
        >
          Cancel it
        </Button>
      )}
      <Dialog
        open={cancelling}
        onClose={() => {
          setCancelling(false);
        }}
        aria-labelledby="cancel-title"
        aria-describedby="cancel-text"
      >
        <DialogTitle id="cancel-title">Cancel this report?</DialogTitle>
        <DialogContent>
          <DialogContentText id="cancel-text">
            {state === 'preparing' || state === 'ready'
              ? 'The provider is told to stop, and what it has made so far is deleted. '
              : 'It is not sent to the provider. '}
            This cannot be undone; the same report can be asked for again.
          </DialogContentText>
        </DialogContent>
        <DialogActions>
          <Button
            color="inherit"
            onClick={() => {
              setCancelling(false);
            }}
          >
            Keep it
          </Button>
          <Button
            variant="contained"
            color="error"
            onClick={() => {
              setCancelling(false);
              act('cancel', {
                run: () => cancel(id),
                done: 'The report is cancelled.',
                conflict: 'It was too late to cancel.',
              });
            }}
          >
            Cancel it
          </Button>
        </DialogActions>
      </Dialog>
    </Stack>
  );
}
