import { fetchJson } from '../../shared/http';
import { listOf, numberOf, objectOf, optional, textOf } from '../read';

/** A mail that was written to a file, for there is no mail server. */
export interface MailSummary {
  name: string;
  date: string;
  to: string;
  subject: string;
}

export interface Mail extends MailSummary {
  from: string;
  text: string;
  attachments: readonly Attachment[];
}

export interface Attachment {
  name: string;
  length: number | undefined;
}

/** The caller's mails, newest first. */
export async function listMails(signal: AbortSignal): Promise<readonly MailSummary[]> {
  return listOf(await fetchJson('/api/reports/outbox', { signal }), 'the list of mails', summaryOf);
}

export async function getMail(name: string, signal: AbortSignal): Promise<Mail> {
  const answer = await fetchJson(`/api/reports/outbox/${encodeURIComponent(name)}`, { signal });
  const fields = objectOf(answer, 'a mail');
  return {
    ...summaryOf(answer),
    from: textOf(fields, 'from'),
    text: textOf(fields, 'text'),
    attachments: listOf(fields['attachments'], 'attachments', (entry) => {
      const attachment = objectOf(entry, 'an attachment');
      return { name: textOf(attachment, 'name'), length: optional(attachment, 'length', numberOf) };
    }),
  };
}

function summaryOf(value: unknown): MailSummary {
  const fields = objectOf(value, 'a mail');
  return { name: textOf(fields, 'name'), date: textOf(fields, 'date'), to: textOf(fields, 'to'), subject: textOf(fields, 'subject') };
}
