import { ThemeProvider } from '@mui/material';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter } from 'react-router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NoticeProvider } from '../app/NoticeProvider';
import { theme } from '../app/theme';
import { rideEvent, routeEntries, routeFeature } from '../testing/deliveries';
import { FakeGateway } from '../testing/fakeGateway';
import { FakeClock } from '../testing/fakes';
import DeliveriesPage from './DeliveriesPage';
import type { DeliveryPush, Ride, RideEvent } from './delivery';

// Looking for roles in a page as large as this one takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let underWay: Ride[] = [];

beforeEach(() => {
  underWay = [];
  vi.stubGlobal('matchMedia', () => ({ matches: false, addListener: vi.fn(), removeListener: vi.fn() }));
  vi.stubGlobal('fetch', (path: string) => {
    const { pathname } = new URL(path, 'http://here');
    if (pathname === '/api/routes') {
      return Promise.resolve(Response.json(routeEntries));
    }
    if (pathname.startsWith('/api/routes/')) {
      return Promise.resolve(Response.json(routeFeature(pathname.split('/').at(-1) ?? '')));
    }
    if (pathname === '/api/deliveries') {
      return Promise.resolve(Response.json({ as_of: new Date().toISOString(), total: underWay.length, rides: underWay }));
    }
    return Promise.resolve(Response.json({ status: 404, detail: 'Nothing is known of it.' }, { status: 404 }));
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

async function open(path = '/deliveries'): Promise<FakeGateway> {
  const gateway = new FakeGateway(new FakeClock());
  render(
    <ThemeProvider theme={theme}>
      <NoticeProvider>
        <MemoryRouter initialEntries={[path]}>
          <DeliveriesPage />
        </MemoryRouter>
      </NoticeProvider>
    </ThemeProvider>,
    { wrapper: gateway.wrapper },
  );
  await gateway.connect();
  return gateway;
}

let offset = 0;
async function tells(gateway: FakeGateway, more: Partial<RideEvent>): Promise<void> {
  offset += 1;
  const body = rideEvent({ observed_at: new Date().toISOString(), ...more });
  await gateway.says({ type: 'event', channel: 'deliveries/1', epoch: 1, offset, at: body.observed_at, skipped: 0, body });
}

async function pushes(gateway: FakeGateway, body: DeliveryPush): Promise<void> {
  offset += 1;
  await gateway.says({ type: 'push', id: `p${String(offset)}`, seq: offset, topic: 'delivery', body });
}

async function answers(gateway: FakeGateway, answer: object): Promise<void> {
  const asked = gateway.heard('request').at(-1);
  offset += 1;
  await gateway.says({ type: 'response', id: asked?.['id'], seq: offset, op: 'deliveries.start', ...answer });
}

const started = (state: string) => ({ body: { route_id: '1', ride_id: 'r1', client_id: 'c', state, started_at: new Date().toISOString() } });

describe('the page of deliveries', () => {
  it('says that nothing is under way, and starts what is chosen', async () => {
    const gateway = await open();
    await userEvent.click(await screen.findByRole('button', { name: 'Start Primeiro' }));
    expect(gateway.heard('request')).toMatchObject([{ op: 'deliveries.start', body: { routeId: '1' } }]);
    await answers(gateway, started('under_way'));
    expect(screen.getByText('Primeiro: started.')).toBeInTheDocument();
    await tells(gateway, { travelled_m: 55, remaining_m: 167, speed_mps: 10 });
    const card = screen.getByTestId('ride');
    expect(card).toHaveAttribute('data-look', 'moving');
    expect(within(card).getByRole('progressbar')).toHaveAttribute('aria-valuenow', '25');
    expect(within(card).getByText('36 km/h')).toBeInTheDocument();
    expect(within(card).getByText('170 m')).toBeInTheDocument();
  });

  it('tells an arrival once, by whichever way it comes first', async () => {
    const gateway = await open('/deliveries?route=1');
    await tells(gateway, {});
    await tells(gateway, { finished: true });
    expect(screen.getByText('Primeiro: arrived.')).toBeInTheDocument();
    expect(screen.getByTestId('ride')).toHaveAttribute('data-look', 'arrived');
    await pushes(gateway, { route_id: '2', ride_id: 'r2', event: 'started' });
    expect(screen.getByText('Segundo: started.')).toBeInTheDocument();
    await pushes(gateway, { route_id: '1', ride_id: 'r1', event: 'finished' });
    expect(screen.getByText('Segundo: started.')).toBeInTheDocument();
    await pushes(gateway, { route_id: '2', ride_id: 'r2', event: 'finished' });
    expect(screen.getByText('Segundo: arrived.')).toBeInTheDocument();
  });

  it('does not call an old arrival news', async () => {
    const gateway = await open('/deliveries?route=1');
    await tells(gateway, { finished: true });
    expect(screen.getByTestId('ride')).toHaveAttribute('data-look', 'arrived');
    expect(screen.queryByText('Primeiro: arrived.')).toBeNull();
  });

  it('says that it is under way already', async () => {
    const gateway = await open('/deliveries?route=1');
    await userEvent.click(await screen.findByRole('button', { name: 'Start' }));
    await answers(gateway, { error: { type: 'urn:problem-type:homing:under-way', status: 409, detail: 'Ride r0 is under way.' } });
    expect(screen.getByText('Primeiro: already under way.')).toBeInTheDocument();
  });

  it('says what was asked for and has not started, until it does', async () => {
    const gateway = await open('/deliveries?route=1');
    await userEvent.click(await screen.findByRole('button', { name: 'Start' }));
    await answers(gateway, started('requested'));
    expect(screen.getByText(/not started yet: no simulator has taken it so far/)).toBeInTheDocument();
    expect(screen.getByTestId('ride')).toHaveAttribute('data-look', 'requested');
    await tells(gateway, {});
    expect(screen.getByTestId('ride')).toHaveAttribute('data-look', 'moving');
  });

  it('says for how long a ride was not heard of, also in the list', async () => {
    const gateway = await open('/deliveries?route=1');
    await tells(gateway, { observed_at: new Date(Date.now() - 75_000).toISOString() });
    expect(screen.getByTestId('ride')).toHaveAttribute('data-look', 'silent');
    expect(screen.getByText(/^No position for 1 min/)).toBeInTheDocument();
    expect(await screen.findByText(/^no position for 1 min/)).toBeInTheDocument();
  });

  it('lists what is outside of the map, and finds it', async () => {
    const ride = { ride_id: 'r', client_id: 'ana', state: 'under_way' as const, started_at: '', lat: 0, lng: 0, speed_mps: 10, observed_at: new Date().toISOString() };
    underWay = [{ ...ride, route_id: '1', title: 'Primeiro' }, { ...ride, route_id: '2', title: 'Segundo', client_id: 'bo' }];
    await open();
    const list = await screen.findByRole('list', { name: 'Rides under way' });
    expect(within(list).getAllByRole('button').map((row) => row.textContent)).toEqual(['Primeiro36 km/h · outside the map', 'Segundo36 km/h · outside the map']);
    await userEvent.type(screen.getByRole('searchbox', { name: 'Search rides' }), 'bo');
    expect(within(list).getAllByRole('button')).toHaveLength(1);
    await userEvent.click(within(list).getByRole('button'));
    expect(screen.getByRole('heading', { name: 'Segundo' })).toHaveFocus();
  });

  it('stays with what it has while it is offline', async () => {
    const gateway = await open();
    await screen.findByRole('button', { name: 'Start Primeiro' });
    await gateway.drops();
    expect(screen.getByText(/^Offline\./)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Start Primeiro' })).toHaveAttribute('aria-disabled', 'true');
  });
});
