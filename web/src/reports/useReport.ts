import { systemClock, type Clock } from '@homing/client';
import { useCallback, useMemo } from 'react';
import { useConnectionState } from '../connection/connection';
import { useChannel } from '../connection/useChannel';
import type { Updates } from '../shared/UpdatesChip';
import { usePolled } from '../shared/usePolled';
import { getReport, reportIn } from './api';
import { newer, type Report } from './report';

export const askEveryMs = 3_000;

export interface ReportWatch {
  report: Report | undefined;
  error: unknown;
  updates: Updates;
  reload: () => void;
}

/** One report: watched where the gateway tells of it, else asked for in periods. */
export function useReport(reportId: string, clock: Clock = systemClock): ReportWatch {
  const connected = useConnectionState().kind === 'connected';
  const { value: body, live, refusal } = useChannel(`reports/${reportId}`);
  const told = useMemo(() => reportIn(body), [body]);
  const ask = useCallback((signal: AbortSignal) => getReport(reportId, signal), [reportId]);
  const watched = connected && live && told !== undefined;
  const { value, error, reload } = usePolled(ask, watched ? undefined : askEveryMs, clock);
  const report = newer(told, value?.report_id === reportId ? value : undefined);
  return {
    report,
    error,
    updates: watched ? 'live' : refusal && report && error === undefined ? 'periodic' : 'none',
    reload,
  };
}
