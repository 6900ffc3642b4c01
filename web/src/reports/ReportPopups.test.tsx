import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeReports } from '../testing/reports';
import { address, openReports, pushes } from '../testing/reportsPage';
import { popupText } from './popup';

beforeEach(() => {
  sessionStorage.clear();
  vi.stubGlobal('fetch', new FakeReports().fetch);
});

afterEach(() => {
  vi.unstubAllGlobals();
});

const popup = (more: object = {}) => ({ report_id: 'r1', title: 'Games', state: 'fetched', kind: 'top-games', ...more });
const popups = () => screen.queryAllByTestId('report-popup');

describe('a push about a report', () => {
  it('is shown on any page, leads to the report and is acknowledged', async () => {
    const gateway = await openReports('/parking');
    await pushes(gateway, 'p1', popup());
    expect(screen.getByRole('alert')).toHaveTextContent('Your report “Games” is here.');
    await gateway.waits(1_000);
    expect(gateway.heard('ack')).toHaveLength(1);
    await userEvent.click(screen.getByRole('link', { name: 'Open' }));
    expect(address()).toBe('/reports/r1');
    expect(popups()).toHaveLength(0);
  });

  it('is shown once in a tab, also after a reload that came before the acknowledgement', async () => {
    const gateway = await openReports('/parking');
    await pushes(gateway, 'p1', popup());
    await pushes(gateway, 'p1', popup());
    expect(popups()).toHaveLength(1);
    const reloaded = await openReports('/parking');
    await pushes(reloaded, 'p1', popup());
    expect(popups()).toHaveLength(1);
    await pushes(reloaded, 'p2', popup({ state: 'failed', reason: 'No room.' }));
    expect(popups()).toHaveLength(2);
  });

  it('waits until it is closed; of many the newest three are shown', async () => {
    const gateway = await openReports('/parking');
    for (const count of [1, 2, 3, 4, 5]) {
      await pushes(gateway, `p${String(count)}`, popup({ report_id: `r${String(count)}`, title: `T${String(count)}` }));
    }
    await gateway.waits(3_600_000);
    expect(popups().map((one) => one.dataset['report'])).toEqual(['r5', 'r4', 'r3']);
    expect(screen.getByText('And 2 more')).toBeInTheDocument();
    await userEvent.click(within(popups()[0]!).getByRole('button', { name: 'Close' }));
    expect(popups().map((one) => one.dataset['report'])).toEqual(['r4', 'r3', 'r2']);
    await userEvent.click(screen.getByRole('button', { name: 'Close all' }));
    expect(popups()).toHaveLength(0);
  });

  it.each([
    ['another topic', popup(), 'delivery'],
    ['no report', { title: 'x' }, 'report'],
    ['a state that nobody knows', popup({ state: 'vanished' }), 'report'],
  ])('with %s shows nothing, and is acknowledged', async (_, body, topic) => {
    const gateway = await openReports('/parking');
    await pushes(gateway, 'p1', body, topic);
    await gateway.waits(1_000);
    expect(popups()).toHaveLength(0);
    expect(gateway.heard('ack')).toHaveLength(1);
  });
});

describe('its words', () => {
  it.each([
    ['delivered', undefined, 'Your report “x” is here.'],
    ['failed', 'No room.', 'Your report “x” could not be made: No room.'],
    ['failed', undefined, 'Your report “x” could not be made.'],
    ['rejected', 'Too dear.', 'Your report “x” was not approved: Too dear.'],
    ['awaiting_approval', undefined, 'The report “x” waits for your approval.'],
    ['cancelled', undefined, 'Your report “x” has news.'],
  ] as const)('%s because of %s', (state, reason, text) => {
    expect(popupText({ id: 'p', report_id: 'r', title: 'x', state, reason }).text).toBe(text);
  });
});
