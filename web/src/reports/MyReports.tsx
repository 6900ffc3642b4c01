import DescriptionOutlined from '@mui/icons-material/DescriptionOutlined';
import { Box, Button, LinearProgress, List, MenuItem, Paper, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { EmptyState } from '../shared/EmptyState';
import { UpdatesChip } from '../shared/UpdatesChip';
import { useNow } from '../shared/useNow';
import { ConnectionAlert } from './ConnectionAlert';
import { FailureAlert } from './FailureAlert';
import { states, type ReportState, type Report } from './report';
import { ReportRow } from './ReportRow';
import { askEveryMs, useReports } from './useReports';
import { stateText } from './words';

const pageSize = 50;
/** What the server tells at once at most. */
const mostReports = 200;

export function MyReports() {
  const [params, setParams] = useSearchParams();
  const state = states.find((one) => one === params.get('state'));
  const [limit, setLimit] = useState(pageSize);
  const now = useNow(1_000);
  const { reports, error, updates, reload } = useReports(state, limit);
  return (
    <>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center', mb: 2 }}>
        <StateFilter
          state={state}
          onChange={(next) => {
            setLimit(pageSize);
            setParams(next === undefined ? {} : { state: next }, { replace: true });
          }}
        />
        <UpdatesChip updates={updates} everyMs={askEveryMs} />
      </Box>
      <ConnectionAlert shown={reports !== undefined} />
      {error !== undefined && <FailureAlert failure={error} what="The reports cannot be had:" onRetry={reload} />}
      {reports === undefined && error === undefined && <LinearProgress aria-label="Loading reports" />}
      {reports?.length === 0 && <Nothing state={state} />}
      {reports !== undefined && reports.length > 0 && <Rows reports={reports} now={now} />}
      {reports !== undefined && reports.length >= limit && limit < mostReports && (
        <Button
          fullWidth
          sx={{ mt: 1.5 }}
          onClick={() => {
            setLimit(Math.min(limit + pageSize, mostReports));
          }}
        >
          Show more
        </Button>
      )}
      {reports !== undefined && reports.length >= mostReports && (
        <Typography variant="body2" sx={{ mt: 1.5, color: 'text.secondary' }}>
          These are the newest {mostReports}. Choose a state to find older ones.
        </Typography>
      )}
    </>
  );
}

function Rows({ reports, now }: { reports: readonly Report[]; now: number }) {
  return (
    <Paper variant="outlined" sx={{ overflow: 'hidden' }}>
      <List disablePadding aria-label="My reports" sx={{ '& > li:last-of-type': { borderBottom: 0 } }}>
        {reports.map((report) => (
          <ReportRow key={report.report_id} report={report} now={now} />
        ))}
      </List>
    </Paper>
  );
}

interface StateFilterProps {
  state: ReportState | undefined;
  onChange: (state: ReportState | undefined) => void;
}

function StateFilter({ state, onChange }: StateFilterProps) {
  return (
    <TextField
      select
      size="small"
      label="State"
      value={state ?? ''}
      onChange={(event) => {
        onChange(states.find((one) => one === event.target.value));
      }}
      slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
      sx={{ minWidth: 180 }}
    >
      <MenuItem value="">All</MenuItem>
      {states.map((one) => (
        <MenuItem key={one} value={one}>
          {stateText(one)}
        </MenuItem>
      ))}
    </TextField>
  );
}

function Nothing({ state }: { state: ReportState | undefined }) {
  return (
    <EmptyState icon={<DescriptionOutlined />} title={state === undefined ? 'You have asked for no report yet' : `No report is in the state “${stateText(state)}”`}>
      <Typography variant="body2" sx={{ mb: 2 }}>
        {state === undefined ? 'It takes a while to be made. You are told on any page, and by mail, when it is here.' : 'Choose another state, or ask for a report.'}
      </Typography>
      <Button component={Link} to="/reports/new" variant="contained">
        Ask for a report
      </Button>
    </EmptyState>
  );
}
