import OutboxOutlined from '@mui/icons-material/OutboxOutlined';
import { Box, LinearProgress, Typography } from '@mui/material';
import { EmptyState } from '../../shared/EmptyState';
import { useNow } from '../../shared/useNow';
import { usePolled } from '../../shared/usePolled';
import { FailureAlert } from '../FailureAlert';
import { MailCard } from './MailCard';
import { listMails } from './outbox';

const askEveryMs = 10_000;
const why = 'A server without a mail server keeps what it would send you, and shows it here.';

export function Mails() {
  const { value: mails, error, reload } = usePolled(listMails, askEveryMs);
  const now = useNow(1_000);
  return (
    <>
      {error !== undefined && <FailureAlert failure={error} what="The mails cannot be had:" onRetry={reload} />}
      {mails === undefined && error === undefined && <LinearProgress aria-label="Loading mails" />}
      {mails?.length === 0 && (
        <EmptyState icon={<OutboxOutlined />} title="No mail was kept for you">
          <Typography variant="body2">{why}</Typography>
        </EmptyState>
      )}
      {mails !== undefined && mails.length > 0 && (
        <>
          <Typography variant="body2" sx={{ color: 'text.secondary', mb: 1.5 }}>
            {why}
          </Typography>
          <Box role="list" aria-label="Mails">
            {mails.map((mail) => (
              <Box role="listitem" key={mail.name}>
                <MailCard mail={mail} now={now} />
              </Box>
            ))}
          </Box>
        </>
      )}
    </>
  );
}
