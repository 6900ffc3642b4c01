import { Box, Button, Stack, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { decide } from './api';
import type { Report } from './report';
import { useAction } from './useAction';
import { lifetimeText, timeText } from './words';

export const noteLength = 500;

interface DecisionPanelProps {
  report: Report;
  now: number;
  onDecided: () => void;
}

/** Approves or rejects the order as it is shown: one that was changed meanwhile is another one. */
export function DecisionPanel({ report, now, onDecided }: DecisionPanelProps) {
  const [note, setNote] = useState('');
  const { busy, act } = useAction(onDecided);
  const { title } = report;
  const settle = (approved: boolean) => {
    act(approved ? 'approve' : 'reject', {
      run: () => decide(report, approved, note.trim()),
      done: approved ? `“${title}” is approved.` : `“${title}” is rejected.`,
      conflict: 'Something else was first, so this was not counted.',
    });
  };
  return (
    <Box role="group" aria-label={`Decision about ${title}`} sx={{ display: 'grid', gap: 1.5 }}>
      <Typography variant="body2">
        {report.requested_by} asks for it, to be kept {lifetimeText(report.lifetime_minutes)}.
        {report.approval?.until !== undefined && ` Without a decision it counts as rejected from ${timeText(report.approval.until, now)} on.`}
      </Typography>
      <TextField
        size="small"
        multiline
        maxRows={6}
        label="Note"
        placeholder="Why, for who asked"
        value={note}
        onChange={(event) => {
          setNote(event.target.value);
        }}
        slotProps={{ htmlInput: { maxLength: noteLength } }}
      />
      <Stack direction="row" spacing={1}>
        <Button
          variant="contained"
          loading={busy === 'approve'}
          disabled={busy !== undefined}
          aria-label={`Approve ${title}`}
          onClick={() => {
            settle(true);
          }}
        >
          Approve
        </Button>
        <Button
          variant="outlined"
          color="error"
          loading={busy === 'reject'}
          disabled={busy !== undefined}
          aria-label={`Reject ${title}`}
          onClick={() => {
            settle(false);
          }}
        >
          Reject
        </Button>
      </Stack>
    </Box>
  );
}
