import TaskAltOutlined from '@mui/icons-material/TaskAltOutlined';
import { Box, LinearProgress, Link, Paper, Typography } from '@mui/material';
import { Link as RouterLink } from 'react-router';
import { age } from '../shared/age';
import { EmptyState } from '../shared/EmptyState';
import type { Polled } from '../shared/usePolled';
import { useNow } from '../shared/useNow';
import { ConnectionAlert } from './ConnectionAlert';
import { DecisionPanel } from './DecisionPanel';
import { FailureAlert } from './FailureAlert';
import type { Report } from './report';
import { orderText } from './words';

/** What waits for the caller's word. */
export function Approvals({ awaiting: { value: reports, error, reload } }: { awaiting: Polled<readonly Report[]> }) {
  const now = useNow(1_000);
  return (
    <>
      <ConnectionAlert shown={reports !== undefined} />
      {error !== undefined && <FailureAlert failure={error} what="What waits for you cannot be had:" onRetry={reload} />}
      {reports === undefined && error === undefined && <LinearProgress aria-label="Loading approvals" />}
      {reports?.length === 0 && (
        <EmptyState icon={<TaskAltOutlined />} title="Nothing waits for your approval">
          <Typography variant="body2">You are told on any page when something does.</Typography>
        </EmptyState>
      )}
      {reports !== undefined && reports.length > 0 && (
        <Box component="ul" aria-label="Waiting for approval" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 2, gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 380px), 1fr))' }}>
          {reports.map((report) => (
            <Paper component="li" variant="outlined" key={`${report.report_id} ${String(report.version)}`} data-report={report.report_id} sx={{ p: 2, minWidth: 0 }}>
              <Typography component="h2" variant="subtitle1" sx={{ overflowWrap: 'anywhere' }}>
                <Link component={RouterLink} to={`/reports/${report.report_id}`} underline="hover" color="inherit">
                  {report.title}
                </Link>
              </Typography>
              <Typography variant="body2" sx={{ color: 'text.secondary', mb: 1.5, overflowWrap: 'anywhere' }}>
                {orderText(report)} · {age(report.requested_at, now)}
                {report.version > 1 && ` · version ${String(report.version)}`}
              </Typography>
              <DecisionPanel report={report} now={now} onDecided={reload} />
            </Paper>
          ))}
        </Box>
      )}
    </>
  );
}
