import { Box, ListItem, ListItemButton, Typography } from '@mui/material';
import { Link } from 'react-router';
import { age } from '../shared/age';
import { ProgressLine } from './ProgressLine';
import { isUnderWay, type Report } from './report';
import { StateChip } from './StateChip';
import { orderText, remainingText, situationText } from './words';

/** A report in a list: a link to its page. */
export function ReportRow({ report, now, showWho = false }: { report: Report; now: number; showWho?: boolean }) {
  const { report_id: id, state, title } = report;
  const expires = report.expires_at !== undefined && state !== 'expired' ? remainingText(report.expires_at, now) : undefined;
  return (
    <ListItem disablePadding divider data-report={id}>
      <ListItemButton component={Link} to={`/reports/${id}`} sx={{ display: 'block', px: { xs: 2, sm: 2.5 }, py: 1.5 }}>
        <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'flex-start', justifyContent: 'space-between' }}>
          <Typography component="span" variant="subtitle1" sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
            {title}
          </Typography>
          <StateChip state={state} />
        </Box>
        <Typography component="span" variant="body2" sx={{ display: 'block', color: 'text.secondary', overflowWrap: 'anywhere' }}>
          {orderText(report)}
        </Typography>
        {state === 'preparing' ? (
          <Box sx={{ mt: 1 }}>
            <ProgressLine report={report} label={`Progress of ${title}`} />
          </Box>
        ) : (
          (isUnderWay(report) || state === 'failed' || state === 'rejected') && (
            <Typography component="span" variant="body2" sx={{ display: 'block', mt: 0.5, overflowWrap: 'anywhere' }}>
              {situationText(report, now)}
            </Typography>
          )
        )}
        <Typography component="span" variant="caption" sx={{ display: 'block', mt: 0.5, color: 'text.secondary' }}>
          {showWho ? `Asked for by ${report.requested_by} ` : 'Asked for '}
          <time dateTime={report.requested_at}>{age(report.requested_at, now)}</time>
          {report.expires_at !== undefined && expires !== undefined && (
            <>
              {' · '}expires <time dateTime={report.expires_at}>{expires}</time>
            </>
          )}
          {report.mail.state === 'uncertain' && ' · the mail may not have arrived'}
          {report.mail.state === 'failed' && ' · the mail could not be sent'}
        </Typography>
      </ListItemButton>
    </ListItem>
  );
}
