import { Alert, LinearProgress } from '@mui/material';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { FailureAlert } from './FailureAlert';
import { draftOf, emptyDraft } from './kinds';
import { unanswered } from './orderKeys';
import type { Viewer } from './report';
import { RequestForm } from './RequestForm';
import { useAskFor } from './useAskFor';
import { useRules } from './useRules';

export function NewReport({ viewer }: { viewer: Viewer }) {
  const navigate = useNavigate();
  const { value: rules, error, reload } = useRules();
  const ask = useAskFor();
  const [left] = useState(() => unanswered(viewer.user));
  if (rules === undefined) {
    return error === undefined ? (
      <LinearProgress aria-label="Loading the form" />
    ) : (
      <FailureAlert failure={error} what="What can be asked for is not known:" onRetry={reload} />
    );
  }
  return (
    <RequestForm
      rules={rules}
      start={left === undefined ? emptyDraft(rules) : draftOf(left)}
      submitText="Ask for it"
      onSubmit={(order) => ask({ user: viewer.user, order })}
      onCancel={() => void navigate('/reports')}
    >
      {left !== undefined && <Alert severity="info">You sent this before, and no answer came. Send it again: it is made only once.</Alert>}
    </RequestForm>
  );
}
