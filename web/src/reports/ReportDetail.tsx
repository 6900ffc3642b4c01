import { HomingProblem } from '@homing/client';
import SearchOffOutlined from '@mui/icons-material/SearchOffOutlined';
import { Box, Button, LinearProgress, Paper, Typography } from '@mui/material';
import { Fragment, useEffect, useRef } from 'react';
import { Link, useParams } from 'react-router';
import { EmptyState } from '../shared/EmptyState';
import { UpdatesChip, type Updates } from '../shared/UpdatesChip';
import { useNow } from '../shared/useNow';
import { ConnectionAlert } from './ConnectionAlert';
import { DecisionPanel } from './DecisionPanel';
import { DocumentPreview } from './DocumentPreview';
import { FailureAlert } from './FailureAlert';
import { ProgressLine } from './ProgressLine';
import { canDecide, canRead, type Report, type Viewer } from './report';
import { ReportActions } from './ReportActions';
import { StateChip } from './StateChip';
import { Timeline } from './Timeline';
import { askEveryMs, useReport } from './useReport';
import { kindName, lifetimeText, mailText, parameterName, situationText, sizeText, timeText } from './words';

export function ReportDetail({ viewer }: { viewer: Viewer }) {
  const { id = '' } = useParams();
  const { report, error, updates, reload } = useReport(id);
  const now = useNow(1_000);
  if (error instanceof HomingProblem && error.status === 404) {
    return <Unknown />;
  }
  const readable = report !== undefined && canRead(report, viewer);
  return (
    <>
      <ConnectionAlert shown={report !== undefined} />
      {error !== undefined && <FailureAlert failure={error} what={report ? 'The report cannot be renewed:' : 'The report cannot be had:'} onRetry={reload} />}
      {report === undefined && error === undefined && <LinearProgress aria-label="Loading the report" />}
      {report && (
        <Box sx={{ display: 'grid', gap: 3, gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'minmax(0, 5fr) minmax(0, 7fr)' }, alignItems: 'start' }}>
          <Box sx={{ display: 'grid', gap: 2.5, minWidth: 0 }}>
            <Head report={report} now={now} />
            {canDecide(report, viewer) && (
              <Paper variant="outlined" sx={{ p: 2 }}>
                <DecisionPanel key={report.version} report={report} now={now} onDecided={reload} />
              </Paper>
            )}
            <ReportActions report={report} viewer={viewer} onChanged={reload} />
            <Facts report={report} now={now} />
            {readable && <History entries={report.timeline} updates={updates} now={now} />}
          </Box>
          {readable ? <DocumentPreview key={report.document?.sha256} report={report} /> : <History entries={report.timeline} updates={updates} now={now} />}
        </Box>
      )}
    </>
  );
}

function History({ entries, updates, now }: { entries: Report['timeline']; updates: Updates; now: number }) {
  return (
    <section aria-labelledby="timeline">
      <Box sx={{ display: 'flex', justifyContent: 'space-between', alignItems: 'center', mb: 1.5 }}>
        <Typography id="timeline" component="h3" variant="h2">
          What happened
        </Typography>
        <UpdatesChip updates={updates} everyMs={askEveryMs} />
      </Box>
      <Timeline entries={entries} now={now} />
    </section>
  );
}

function Head({ report, now }: { report: Report; now: number }) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    title.current?.focus({ preventScroll: true });
  }, [report.report_id]);
  return (
    <div>
      <title>{`${report.title} · Homing`}</title>
      <Typography component="h2" variant="h2" ref={title} tabIndex={-1} sx={{ fontSize: '1.3rem', outline: 'none', overflowWrap: 'anywhere', mb: 1 }}>
        {report.title}
      </Typography>
      <Box sx={{ display: 'flex', gap: 1, alignItems: 'center', mb: 1 }} role="status">
        <StateChip state={report.state} />
      </Box>
      {report.state === 'preparing' ? (
        <ProgressLine report={report} label="Progress" />
      ) : (
        <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>
          {situationText(report, now)}
        </Typography>
      )}
    </div>
  );
}

function Facts({ report, now }: { report: Report; now: number }) {
  const { mail, document, expires_at: expires } = report;
  const facts: readonly (readonly [string, string])[] = [
    ['Kind', kindName(report.kind)],
    ...Object.entries(report.parameters).map(([name, value]) => [parameterName(name), String(value)] as const),
    ['Asked for by', report.requested_by],
    ['Asked for at', timeText(report.requested_at, now)],
    ['Life time', lifetimeText(report.lifetime_minutes)],
    ...(expires === undefined ? [] : [[Date.parse(expires) > now ? 'Expires' : 'Expired', timeText(expires, now)] as const]),
    ...(mail.state === 'none' ? [] : [['Mail', mail.attempt > 1 ? `${mailText(mail.state)} (attempt ${String(mail.attempt)})` : mailText(mail.state)] as const]),
    ...(document === undefined ? [] : [['Size', sizeText(document.length)] as const, ['SHA-256', document.sha256] as const]),
    ['Report', report.report_id],
    ...(report.trace_id === undefined ? [] : [['Trace', report.trace_id] as const]),
  ];
  return (
    <Box component="dl" sx={{ display: 'grid', gridTemplateColumns: 'auto minmax(0, 1fr)', columnGap: 2, rowGap: 0.75, m: 0 }}>
      {facts.map(([name, value]) => (
        <Fragment key={name}>
          <Typography component="dt" variant="body2" sx={{ color: 'text.secondary' }}>
            {name}
          </Typography>
          <Typography component="dd" variant="body2" data-fact={name} sx={{ m: 0, overflowWrap: 'anywhere', fontVariantNumeric: 'tabular-nums' }}>
            {value}
          </Typography>
        </Fragment>
      ))}
    </Box>
  );
}

function Unknown() {
  return (
    <EmptyState icon={<SearchOffOutlined />} title="There is no such report">
      <Typography variant="body2" sx={{ mb: 2 }}>
        It may be another person’s, or so old that it was forgotten.
      </Typography>
      <Button component={Link} to="/reports" variant="outlined">
        To my reports
      </Button>
    </EmptyState>
  );
}
