import { systemClock, type Clock } from '@homing/client';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useConnectionState } from '../connection/connection';
import { useChannelEvents } from '../connection/useChannel';
import type { Updates } from '../shared/UpdatesChip';
import { usePolled } from '../shared/usePolled';
import { listReports, reportIn } from './api';
import { newer, type Report, type ReportState } from './report';

export const askEveryMs = 5_000;

export interface ReportsState {
  /** Newest first. */
  reports: readonly Report[] | undefined;
  error: unknown;
  updates: Updates;
  reload: () => void;
}

/** The caller's reports in a state, or in any. Each change is told; where some were missed, the list is asked for again. */
export function useReports(state: ReportState | undefined, limit: number, clock: Clock = systemClock): ReportsState {
  const connected = useConnectionState().kind === 'connected';
  const [told, setTold] = useState<ReadonlyMap<string, Report>>(new Map());
  const [missed, setMissed] = useState(0);
  const ask = useCallback(
    async (signal: AbortSignal) => ({ state, limit, list: await listReports(state, limit, signal) }),
    [state, limit],
  );
  const { live, refusal } = useChannelEvents('reports', ({ body, skipped, gap }) => {
    const report = reportIn(body);
    if (report) {
      setTold((last) => new Map(last).set(report.report_id, newer(last.get(report.report_id), report) ?? report));
    }
    if (report === undefined || skipped > 0 || gap) {
      setMissed((count) => count + 1);
    }
  });
  const { value, error, reload } = usePolled(ask, live ? undefined : askEveryMs, clock);
  useEffect(() => {
    if (missed > 0) {
      reload();
    }
  }, [missed, reload]);

  const list = value !== undefined && value.state === state && value.limit === limit ? value.list : undefined;
  const reports = useMemo(() => list && merged(list, told, state, limit), [list, told, state, limit]);
  return {
    reports,
    error,
    updates: connected && live ? 'live' : refusal && value && error === undefined ? 'periodic' : 'none',
    reload,
  };
}

function merged(list: readonly Report[], told: ReadonlyMap<string, Report>, state: ReportState | undefined, limit: number): readonly Report[] {
  const byId = new Map(list.map((report) => [report.report_id, report]));
  for (const report of told.values()) {
    byId.set(report.report_id, newer(report, byId.get(report.report_id)) ?? report);
  }
  const oldest = list.length === limit ? list.at(-1)?.requested_at : undefined;
  return [...byId.values()]
    .filter((report) => (state === undefined || report.state === state) && (oldest === undefined || Date.parse(report.requested_at) >= Date.parse(oldest)))
    .sort((a, b) => Date.parse(b.requested_at) - Date.parse(a.requested_at) || a.report_id.localeCompare(b.report_id));
}
