import { HomingProblem } from '@homing/client';
import MailOutlined from '@mui/icons-material/MailOutlined';
import OutboxOutlined from '@mui/icons-material/OutboxOutlined';
import { LinearProgress, Typography } from '@mui/material';
import { EmptyState } from '../../shared/EmptyState';
import { useNow } from '../../shared/useNow';
import { usePolled } from '../../shared/usePolled';
import { FailureAlert } from '../FailureAlert';
import { MailCard } from './MailCard';
import { listMails } from './outbox';

const askEveryMs = 5_000;

/** The mails to the caller, where the server writes mails to files in place of sending them. */
export function Mails() {
  const { value: mails, error, reload } = usePolled(listMails, askEveryMs);
  const now = useNow(1_000);
  if (error instanceof HomingProblem && error.status === 404) {
    return (
      <EmptyState icon={<MailOutlined />} title="Mails are sent">
        <Typography variant="body2">This server hands them to a mail server, so look where you read yours.</Typography>
      </EmptyState>
    );
  }
  return (
    <>
      {error !== undefined && <FailureAlert failure={error} what="The mails cannot be had:" onRetry={reload} />}
      {mails === undefined && error === undefined && <LinearProgress aria-label="Loading mails" />}
      {mails?.length === 0 && (
        <EmptyState icon={<OutboxOutlined />} title="No mail yet">
          <Typography variant="body2">This server has no mail server. What it would send you is kept, and shown here.</Typography>
        </EmptyState>
      )}
      {mails !== undefined && mails.length > 0 && (
        <>
          <Typography variant="body2" sx={{ color: 'text.secondary', mb: 1.5 }}>
            This server has no mail server. What it would send you is kept, and shown here.
          </Typography>
          {mails.map((mail) => (
            <MailCard key={mail.name} mail={mail} now={now} />
          ))}
        </>
      )}
    </>
  );
}
