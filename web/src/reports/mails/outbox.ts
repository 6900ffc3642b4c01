import { fetchJson } from '../../shared/http';
import { listOf, numberOf, objectOf, optional, textOf } from '../read';

/** A mail that was written to a file, for there is no mail server. */
export interface Mail {
  name: string;
  date: string;
  from: string;
  to: string;
  subject: string;
  text: string;
  attachments: readonly Attachment[];
}

export interface Attachment {
  name: string;
  length: number;
}

/** The caller's mails, newest first. */
export async function listMails(signal: AbortSignal): Promise<readonly Mail[]> {
  return listOf(await fetchJson('/api/reports/outbox', { signal }), 'the list of mails', mailOf);
}

function mailOf(value: unknown): Mail {
  const fields = objectOf(value, 'a mail');
  return {
    name: textOf(fields, 'name'),
    date: textOf(fields, 'date'),
    from: textOf(fields, 'from'),
    to: textOf(fields, 'to'),
    subject: textOf(fields, 'subject'),
    text: optional(fields, 'text', textOf) ?? '',
    attachments: listOf(fields['attachments'], 'attachments', (entry) => {
      const attachment = objectOf(entry, 'an attachment');
      return { name: textOf(attachment, 'name'), length: numberOf(attachment, 'length') };
    }),
  };
}
