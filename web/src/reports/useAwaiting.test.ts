import { renderHook, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FakeGateway } from '../testing/fakeGateway';
import { FakeClock } from '../testing/fakes';
import { at, FakeReports, wireReport } from '../testing/reports';
import { pushes } from '../testing/reportsPage';
import { askAgainMs, useAwaiting } from './useAwaiting';

let server: FakeReports;
let clock: FakeClock;
let gateway: FakeGateway;

beforeEach(() => {
  server = new FakeReports();
  server.user = 'approver';
  vi.stubGlobal('fetch', vi.fn(server.fetch));
  clock = new FakeClock();
  gateway = new FakeGateway(clock);
});

afterEach(() => {
  vi.unstubAllGlobals();
});

async function watch() {
  const hook = renderHook(() => useAwaiting(clock), { wrapper: gateway.wrapper });
  await gateway.connect();
  await asked(1);
  return { ...hook, ids: () => hook.result.current.value?.map((one) => one.report_id) };
}

const asked = (times: number) =>
  waitFor(() => {
    expect(fetch).toHaveBeenCalledTimes(times);
  });

const waiting = wireReport({ state: 'awaiting_approval', approval: { role: 'approver', until: at(86_400_000) } });
const told = { report_id: waiting.report_id, title: waiting.title, state: 'awaiting_approval' };

it.each(askAgainMs)('finds a report that the list has only %i ms after its push', async (pause) => {
  const { ids } = await watch();
  await pushes(gateway, 'p1', told);
  await asked(2);
  await gateway.waits(pause - 1);
  const before = vi.mocked(fetch).mock.calls.length;
  server.reports = [waiting];
  await gateway.waits(1);
  await asked(before + 1);
  await waitFor(() => {
    expect(ids()).toEqual([waiting.report_id]);
  });
});

it('asks no more for a page that is closed', async () => {
  const { unmount } = await watch();
  await pushes(gateway, 'p1', told);
  await asked(2);
  unmount();
  await gateway.waits(Math.max(...askAgainMs));
  expect(fetch).toHaveBeenCalledTimes(2);
});
