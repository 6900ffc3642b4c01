import { HomingProblem } from '@homing/client';
import { Alert, LinearProgress } from '@mui/material';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { useNotify } from '../app/notices';
import { edit } from './api';
import { FailureAlert } from './FailureAlert';
import { draftOf } from './kinds';
import { canEdit, type Report, type Viewer } from './report';
import { RequestForm } from './RequestForm';
import { useReport } from './useReport';
import { useRules } from './useRules';

export function EditReport({ viewer }: { viewer: Viewer }) {
  const { id = '' } = useParams();
  const { report, error, reload } = useReport(id);
  if (report === undefined) {
    return error === undefined ? (
      <LinearProgress aria-label="Loading the report" />
    ) : (
      <FailureAlert failure={error} what="The report cannot be had:" onRetry={reload} />
    );
  }
  return <EditForm key={report.report_id} report={report} viewer={viewer} />;
}

function EditForm({ report, viewer }: { report: Report; viewer: Viewer }) {
  const navigate = useNavigate();
  const notify = useNotify();
  const { value: rules, error, reload } = useRules();
  // The order as it was when the form was opened: a change that somebody else makes meanwhile is not overwritten.
  const [start] = useState(report);
  const back = () => void navigate(`/reports/${report.report_id}`);
  if (rules === undefined) {
    return error === undefined ? (
      <LinearProgress aria-label="Loading the form" />
    ) : (
      <FailureAlert failure={error} what="What can be asked for is not known:" onRetry={reload} />
    );
  }
  const tooLate = !canEdit(report, viewer);
  const changed = report.version !== start.version;
  return (
    <RequestForm
      rules={rules}
      start={draftOf(start)}
      submitText="Save the change"
      onSubmit={async (order) => {
        try {
          await edit(report.report_id, order, start.version);
          notify('The change is saved.', 'success');
          back();
        } catch (failure) {
          if (failure instanceof HomingProblem && failure.status === 409) {
            notify(`It is too late for this change. ${failure.detail ?? ''}`.trim(), 'warning');
            back();
          } else {
            throw failure;
          }
        }
      }}
      onCancel={back}
    >
      {tooLate ? (
        <Alert severity="warning">It can no longer be changed: it has gone on meanwhile.</Alert>
      ) : changed ? (
        <Alert severity="warning">It was changed elsewhere meanwhile. Go back and look at it before you change it again.</Alert>
      ) : (
        report.state !== 'requested' && <Alert severity="info">A change voids an approval: it has to be approved anew.</Alert>
      )}
    </RequestForm>
  );
}
