import AttachFileOutlined from '@mui/icons-material/AttachFileOutlined';
import ExpandMore from '@mui/icons-material/ExpandMore';
import { Accordion, AccordionDetails, AccordionSummary, Box, Chip, Typography } from '@mui/material';
import { useState } from 'react';
import { sizeText, timeText } from '../words';
import type { Mail } from './outbox';

export function MailCard({ mail, now }: { mail: Mail; now: number }) {
  const [open, setOpen] = useState(false);
  return (
    <Accordion
      variant="outlined"
      disableGutters
      expanded={open}
      onChange={(_, next) => {
        setOpen(next);
      }}
      slotProps={{ heading: { component: 'h2' }, transition: { unmountOnExit: true } }}
      data-mail={mail.name}
    >
      <AccordionSummary expandIcon={<ExpandMore />}>
        <Box sx={{ minWidth: 0 }}>
          <Typography component="span" variant="subtitle1" sx={{ display: 'block', overflowWrap: 'anywhere' }}>
            {mail.subject}
          </Typography>
          <Typography component="span" variant="body2" sx={{ display: 'block', color: 'text.secondary', overflowWrap: 'anywhere' }}>
            To {mail.to} · {timeText(mail.date, now)}
          </Typography>
        </Box>
      </AccordionSummary>
      <AccordionDetails>
        <MailContent mail={mail} />
      </AccordionDetails>
    </Accordion>
  );
}

function MailContent({ mail }: { mail: Mail }) {
  return (
    <>
      <Typography variant="body2" sx={{ color: 'text.secondary', mb: 1 }}>
        From {mail.from}
      </Typography>
      <Typography variant="body2" sx={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }} data-testid="mail-text">
        {mail.text}
      </Typography>
      {mail.attachments.length > 0 && (
        <Box component="ul" aria-label="Attachments" sx={{ listStyle: 'none', display: 'flex', flexWrap: 'wrap', gap: 1, m: 0, mt: 2, p: 0 }}>
          {mail.attachments.map((attachment, index) => (
            <li key={`${attachment.name} ${String(index)}`}>
              <Chip variant="outlined" icon={<AttachFileOutlined />} label={`${attachment.name} (${sizeText(attachment.length)})`} sx={{ maxWidth: '100%' }} />
            </li>
          ))}
        </Box>
      )}
    </>
  );
}
