import { HomingError, type Push } from '@homing/client';
import type { Tone } from '../app/notices';
import { objectOf, oneOf, optional, textOf } from './read';
import { states, type ReportState } from './report';

/** What is pushed about a report. */
export interface Popup {
  /** Of the push. */
  id: string;
  report_id: string;
  title: string;
  state: ReportState;
  reason: string | undefined;
}

/** Undefined where a push is not about a report, or not understood. */
export function popupOf({ id, topic, body }: Push): Popup | undefined {
  if (topic !== 'report') {
    return undefined;
  }
  try {
    const fields = objectOf(body, 'a popup');
    return {
      id,
      report_id: textOf(fields, 'report_id'),
      title: textOf(fields, 'title'),
      state: oneOf(fields, 'state', states),
      reason: optional(fields, 'reason', textOf),
    };
  } catch (failure) {
    if (failure instanceof HomingError) {
      return undefined;
    }
    throw failure;
  }
}

export function popupText({ title, state, reason }: Popup): { text: string; tone: Tone } {
  const because = reason === undefined ? '.' : `: ${reason}`;
  switch (state) {
    case 'fetched':
    case 'delivered':
      return { text: `Your report “${title}” is here.`, tone: 'success' };
    case 'failed':
      return { text: `Your report “${title}” could not be made${because}`, tone: 'error' };
    case 'rejected':
      return { text: `Your report “${title}” was not approved${because}`, tone: 'warning' };
    case 'awaiting_approval':
      return { text: `The report “${title}” waits for your approval.`, tone: 'info' };
    default:
      return { text: `Your report “${title}” has news.`, tone: 'info' };
  }
}

const storageKey = 'homing.reports.popups';
/** A push waits for a day at most; nobody gets so many that this would not hold them. */
const most = 100;

/** True the first time in this tab, also across reloads: the word that it was shown may not have reached the gateway. */
export function isFirstShowing(pushId: string): boolean {
  const shown = load();
  if (shown.includes(pushId)) {
    return false;
  }
  sessionStorage.setItem(storageKey, JSON.stringify([...shown, pushId].slice(-most)));
  return true;
}

function load(): readonly string[] {
  try {
    return JSON.parse(sessionStorage.getItem(storageKey) ?? '[]') as string[];
  } catch {
    return []; // Nobody of ours wrote that.
  }
}
