import { ThemeProvider } from '@mui/material';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { theme } from '../app/theme';
import { FakeGateway } from '../testing/fakeGateway';
import { FakeClock } from '../testing/fakes';
import { gateway, process, sample, view } from '../testing/operations';
import type { OperationsView } from './operations';
import OperationsPage from './OperationsPage';

// Looking for roles in a page as large as this one takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const posted: string[] = [];
let drills = false;

beforeEach(() => {
  posted.length = 0;
  drills = false;
  vi.stubGlobal('ResizeObserver', class {
    observe = vi.fn();
    unobserve = vi.fn();
    disconnect = vi.fn();
  });
  vi.stubGlobal('fetch', (path: string, init?: RequestInit) => {
    if (init?.method === 'POST') {
      posted.push(path);
      return Promise.resolve(new Response(null, { status: 202 }));
    }
    return Promise.resolve(
      path === '/api/settings'
        ? Response.json({ drills })
        : path === '/api/operations'
          ? Response.json({ ...view([]), history: [sample(-60_000, { connections: 99 })] })
          : Response.json([{ api_id: 0, epoch: 1, url: 'http://h:1', connections: 4, started_at: '2026-05-07T11:00:00Z' }]),
    );
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

async function open(): Promise<FakeGateway> {
  const server = new FakeGateway(new FakeClock());
  render(
    <ThemeProvider theme={theme}>
      <OperationsPage />
    </ThemeProvider>,
    { wrapper: server.wrapper },
  );
  await server.connect();
  return server;
}

let offset = 0;
async function tells(server: FakeGateway, body: OperationsView): Promise<void> {
  offset += 1;
  await server.says({ type: 'event', channel: 'operations', epoch: 1, offset, at: body.at, skipped: 0, body });
}

async function subscribed(server: FakeGateway): Promise<void> {
  await server.says({ type: 'subscribed', channel: 'operations', epoch: 1, offset: 0, recovered: false });
}

const card = (name: string) => screen.getByRole('heading', { level: 3, name }).closest('li')!;

describe('the operations page', () => {
  it('loads, shows the gateways and processes, and the past of the charts', async () => {
    const server = await open();
    expect(screen.getByRole('progressbar', { name: 'Loading operations' })).toBeInTheDocument();

    await subscribed(server);
    await tells(server, view([process({ roles: ['gateway', 'worker'], gateways: [gateway(0, { connections: 3 }), gateway(1)] })], { connections: 3 }));

    expect(within(card('Gateway 0')).getByText('yours')).toBeInTheDocument();
    expect(within(card('Gateway 0')).getByText('3')).toBeInTheDocument();
    expect(screen.getByRole('cell', { name: 'gateway, worker' })).toBeInTheDocument();
    expect(await screen.findByRole('img', { name: 'Connections. connections: now 3, at most 99.' })).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /Kill/ })).not.toBeInTheDocument();
  });

  it('lists changes of leases, newest first', async () => {
    const server = await open();
    await subscribed(server);
    await tells(server, view([process({ gateways: [gateway(1)] })]));
    await tells(server, view([process({ gateways: [gateway(1, { state: 'down', api_id: undefined })] })], {}, 1_000));
    await tells(server, view([process({ gateways: [gateway(1, { epoch: 6 })] })], {}, 2_000));

    const list = screen.getByRole('list', { name: 'Changes of leases' });
    expect(within(list).getAllByRole('listitem').map((item) => item.textContent.replace(/^[\d:]+/, ''))).toEqual([
      'Gateway 1 took epoch 6',
      'Gateway 1 is down',
    ]);
  });

  it('says that it is reconnecting and keeps what it has', async () => {
    const server = await open();
    await subscribed(server);
    await tells(server, view([process({ gateways: [gateway(1)] })]));

    await server.drops();

    expect(screen.getByText(/Reconnecting\. What you see is from \d\d:\d\d:\d\d/)).toBeInTheDocument();
    expect(card('Gateway 1')).toBeInTheDocument();
    await server.returns();
    expect(screen.queryByText(/Reconnecting/)).not.toBeInTheDocument();
  });

  it('says who may not see it why, and shows what anybody may know', async () => {
    const server = await open();
    const error = { code: 'forbidden', detail: 'Sign in first.', retry: false };
    await server.says({ type: 'error', channel: 'operations', ...error });

    expect(screen.getByText(/Sign in first\./)).toBeInTheDocument();
    expect(await screen.findByRole('table', { name: 'Gateways' })).toBeInTheDocument();
  });

  it('asks before a gateway is killed, and follows what comes of it', async () => {
    drills = true;
    const user = userEvent.setup();
    const server = await open();
    await subscribed(server);
    await tells(server, view([process({ gateways: [gateway(1, { connections: 2 })] })], { connections: 5 }));

    await user.click(await screen.findByRole('button', { name: 'Kill Gateway 1' }));
    const dialog = screen.getByRole('dialog', { name: 'Kill gateway 1?' });
    expect(dialog).toHaveTextContent('2 clients are connected to it.');
    expect(posted).toEqual([]);
    await user.click(within(dialog).getByRole('button', { name: 'Kill it' }));
    expect(posted).toEqual(['/api/gateways/1/crash?pause_ms=5000']);

    await tells(server, view([process({ gateways: [gateway(1, { state: 'down', api_id: undefined })] })], { connections: 4 }, 1_000));
    expect(screen.getByTestId('drill')).toHaveTextContent('1 of its 2 clients are connected again. Now it is down.');
  });

  it('leaves a gateway alone that somebody thinks better of', async () => {
    drills = true;
    const user = userEvent.setup();
    const server = await open();
    await subscribed(server);
    await tells(server, view([process({ gateways: [gateway(1)] })]));

    await user.click(await screen.findByRole('button', { name: 'Drain Gateway 1' }));
    await user.click(screen.getByRole('button', { name: 'Cancel' }));

    expect(posted).toEqual([]);
  });
});
