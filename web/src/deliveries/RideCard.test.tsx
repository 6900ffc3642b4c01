import { ThemeProvider } from '@mui/material';
import { act, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { theme } from '../app/theme';
import { routeEntries, routeFeature } from '../testing/deliveries';
import { factsOf } from './chosenFacts';
import { Fleet } from './fleet';
import { RideCard } from './RideCard';
import { useRoutes } from './useRoutes';

let works: boolean;

beforeEach(() => {
  vi.useFakeTimers();
  works = false;
  vi.stubGlobal('fetch', (path: string) =>
    Promise.resolve(
      path === '/api/routes'
        ? Response.json(routeEntries)
        : works
          ? Response.json(routeFeature('1'))
          : Response.json({ status: 503, title: 'Not now', detail: 'The routes are not read yet.' }, { status: 503 }),
    ),
  );
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const fleet = new Fleet(() => true);
const now = Date.parse('2026-05-07T20:35:00Z');
const nothing = () => undefined;

/** The card of a route that was asked for. */
function Card() {
  const routes = useRoutes('1');
  const asked = { route_id: '1', ride_id: '0-1', client_id: 'c', state: 'requested', started_at: '2026-05-07T20:34:50Z' } as const;
  const facts = factsOf('1', { event: undefined, ride: undefined }, routes, fleet, asked, now, 10_000);
  return <RideCard facts={facts} now={now} following={false} onFollow={nothing} onPlayback={undefined} onClose={nothing} />;
}

it('says that a line cannot be had until it can, and then again how the ride stands', async () => {
  render(<Card />, { wrapper: ({ children }) => <ThemeProvider theme={theme}>{children}</ThemeProvider> });
  await act(() => vi.advanceTimersByTimeAsync(0));
  expect(screen.getByRole('alert').textContent).toContain('The routes are not read yet.');

  works = true;
  await act(() => vi.advanceTimersByTimeAsync(10_000));
  expect(screen.getByRole('alert').textContent).toContain('Asked for');
});
