import { ThemeProvider } from '@mui/material';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter } from 'react-router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { theme } from '../../app/theme';
import { eastward } from '../../testing/deliveries';
import type { InsightsAnswer, PastRides } from './insights';
import InsightsPage from './InsightsPage';

// Looking for roles in a page as large as this one takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const hour = 3_600_000;
let asked: URL[] = [];
let refusal: { status: number; detail: string } | undefined;
let answer: InsightsAnswer;
let rides: PastRides;

beforeEach(() => {
  asked = [];
  refusal = undefined;
  const now = Date.now();
  answer = {
    from: new Date(now - 24 * hour).toISOString(),
    to: new Date(now).toISOString(),
    totals: { started: 3, finished: 2, positions: 1_234, distance_m: 5_340, stale: 4, future: 0, invalid: 1 },
    hours: [{ hour: new Date(now - hour).toISOString(), started: 3, finished: 2, positions: 1_234, distance_m: 5_340 }],
    speeds: [{ from_mps: 0, to_mps: 5, positions: 34 }, { from_mps: 5, positions: 1_200 }],
    heat: { cell_deg: 0.001, cells: [{ lat: -15.82, lng: -47.92, positions: 1_000 }, { lat: -15.83, lng: -47.92, positions: 234 }] },
  };
  rides = {
    total: 1,
    rides: [
      { ride_id: '0-7', route_id: '1', title: 'Primeiro', client_id: 'c', started_at: new Date(now - hour).toISOString(), finished_at: new Date(now - hour + 90_000).toISOString(), distance_m: 222.4, average_mps: 2.5, positions: 180 },
    ],
  };
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: vi.fn(), removeEventListener: vi.fn(), addListener: vi.fn(), removeListener: vi.fn() }));
  Element.prototype.scrollIntoView = vi.fn();
  vi.stubGlobal('fetch', (path: string) => {
    const url = new URL(path, 'http://here');
    asked.push(url);
    if (refusal) {
      return Promise.resolve(Response.json(refusal, { status: refusal.status }));
    }
    switch (url.pathname) {
      case '/api/insights/deliveries':
        return Promise.resolve(Response.json(answer));
      case '/api/insights/deliveries/rides':
        return Promise.resolve(Response.json(rides));
      default:
        return Promise.resolve(
          Response.json({
            type: 'Feature',
            geometry: { type: 'LineString', coordinates: eastward },
            properties: { route_id: '1', ride_id: '0-7', client_id: 'c', state: 'finished', started_at: rides.rides[0]?.started_at, length_m: 222.4, times: eastward.map((_, index) => new Date(now - hour + index * 500).toISOString()) },
          }),
        );
    }
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

function open(): void {
  render(
    <ThemeProvider theme={theme}>
      <MemoryRouter>
        <InsightsPage />
      </MemoryRouter>
    </ThemeProvider>,
  );
}

function spanOf(url: URL | undefined): number {
  return Date.parse(url?.searchParams.get('to') ?? '') - Date.parse(url?.searchParams.get('from') ?? '');
}

describe('Insights', () => {
  it('shows the totals, what was set aside, and the figures of each chart for who cannot see it', async () => {
    open();

    const totals = await screen.findByTestId('totals');

    expect([...totals.querySelectorAll('[data-total]')].map((total) => total.textContent)).toEqual(['3', '2', '5.3 km', '1,234']);
    expect(screen.getByText('Positions set aside: 4 too late, 1 invalid.')).toBeTruthy();
    expect(within(screen.getByRole('table', { name: 'Rides an hour' })).getAllByRole('row').at(-1)?.textContent).toContain('32');
    expect(within(screen.getByRole('list', { name: 'Where most positions are' })).getAllByRole('listitem')[0]?.textContent).toBe('-15.8200, -47.9200: 1,000 positions');
  });

  it('asks for another range when one is chosen', async () => {
    open();
    await screen.findByTestId('totals');
    expect(spanOf(asked[0])).toBe(24 * hour);

    await userEvent.click(screen.getByRole('button', { name: '7 days' }));

    await vi.waitFor(() => {
      expect(spanOf(asked.at(-1))).toBe(168 * hour);
    });
  });

  it('says what to do where there was no ride', async () => {
    answer = { ...answer, totals: { ...answer.totals, started: 0, positions: 0 } };

    open();

    expect(await screen.findByText('No ride in this range')).toBeTruthy();
    expect(screen.queryByTestId('totals')).toBeNull();
  });

  it('says why there are no figures, and has them when asked again', async () => {
    refusal = { status: 503, detail: 'the positions of the past are still being read after a start' };
    open();
    expect((await screen.findByRole('alert')).textContent).toContain('still being read');

    refusal = undefined;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));

    expect(await screen.findByTestId('totals')).toBeTruthy();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('shows the track of a ride, and goes back to the heat map', async () => {
    open();
    await screen.findByTestId('heat');

    await userEvent.click(within(screen.getByRole('table', { name: 'Rides of the range' })).getByRole('button'));

    expect(await screen.findByTestId('shown-ride')).toBeTruthy();
    expect(asked.at(-1)?.href).toContain('/api/deliveries/1/track?ride=0-7');
    expect(screen.queryByTestId('heat')).toBeNull();

    await userEvent.click(await screen.findByRole('button', { name: /close/i }));
    expect(await screen.findByTestId('heat')).toBeTruthy();
  });
});
