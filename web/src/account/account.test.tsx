import { HomingClient } from '@homing/client';
import { ThemeProvider } from '@mui/material';
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NoticeProvider } from '../app/NoticeProvider';
import { theme } from '../app/theme';
import { useConnection } from '../connection/connection';
import { AccountMenu } from './AccountMenu';
import { AccountProvider } from './AccountProvider';
import { SignedIn } from './SignedIn';

/** The server's side of signing in, as it is documented. */
class FakeServer {
  user: string | null = null;
  guests = true;
  status: number | undefined;
  /** Holds sign-in back until it resolves. */
  gate: Promise<void> = Promise.resolve();
  readonly calls: string[] = [];

  readonly fetch = async (path: string, init?: RequestInit): Promise<Response> => {
    const call = `${init?.method ?? 'GET'} ${path}`;
    this.calls.push(call);
    switch (call) {
      case 'GET /api/me':
        return this.json(200, { user: this.user, roles: this.user === null ? [] : [this.user], guests: this.guests });
      case 'POST /api/sign-in': {
        await this.gate;
        const { user, password } = JSON.parse(init?.body as string) as { user: string; password: string };
        if (this.status !== undefined || password !== 'right') {
          return this.json(this.status ?? 401, { title: 'Refused' });
        }
        this.user = user;
        return this.json(200, { access_token: 't', expires_in: 1 });
      }
      case 'POST /api/sign-out':
        this.user = null;
        return new Response(null, { status: 204 });
      default:
        return this.json(503, { title: 'Not here' });
    }
  };

  private json(status: number, body: unknown): Response {
    return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
  }
}

class SilentSocket {
  readyState = 0;
  onopen = null;
  onmessage = null;
  onclose = null;
  onerror = null;
  send(): void {
    // Nobody is there.
  }
  close(): void {
    this.readyState = 3;
  }
}

const clients: unknown[] = [];

function Page() {
  const client = useConnection();
  if (!clients.includes(client)) {
    clients.push(client);
  }
  return <AccountMenu />;
}

function show() {
  return render(
    <ThemeProvider theme={theme}>
      <NoticeProvider>
        <AccountProvider>
          <SignedIn>
            <Page />
          </SignedIn>
        </AccountProvider>
      </NoticeProvider>
    </ThemeProvider>,
  );
}

let server: FakeServer;

beforeEach(() => {
  server = new FakeServer();
  clients.length = 0;
  sessionStorage.clear();
  vi.stubGlobal('fetch', server.fetch);
  vi.stubGlobal('WebSocket', SilentSocket);
});

afterEach(() => {
  vi.unstubAllGlobals();
});

async function openDialog() {
  await userEvent.click(await screen.findByRole('button', { name: 'Account: Guest' }));
  await userEvent.click(screen.getByRole('menuitem', { name: 'Sign in…' }));
  await screen.findByRole('dialog', { name: 'Sign in' });
}

async function fill(user: string, password: string) {
  fireEvent.change(screen.getByLabelText(/User/), { target: { value: user } });
  fireEvent.change(screen.getByLabelText(/Password/), { target: { value: password } });
  await userEvent.type(screen.getByLabelText(/Password/), '{Enter}');
}

describe('the account menu', () => {
  it('signs in and out, each time as another client with no session of the one before', async () => {
    show();
    await openDialog();
    sessionStorage.setItem('homing.session', 'the guest’s');
    await fill('ceo', 'right');
    await userEvent.click(await screen.findByRole('button', { name: 'Account: Signed in as ceo' }));
    expect(sessionStorage.getItem('homing.session')).toBeNull();
    sessionStorage.setItem('homing.session', 'the user’s');
    await userEvent.click(screen.getByRole('menuitem', { name: 'Sign out' }));
    await screen.findByRole('button', { name: 'Account: Guest' });
    expect(sessionStorage.getItem('homing.session')).toBeNull();
    expect(clients).toHaveLength(3);
    expect(clients.slice(0, 2).map((client) => (client as HomingClient).state.kind)).toEqual(['closed', 'closed']);
  });

  it('starts in the user field, says what is wrong, and asks for the password again', async () => {
    show();
    await openDialog();
    expect(screen.getByLabelText(/User/)).toHaveFocus();
    await fill('ceo', 'wrong');
    expect(await screen.findByRole('alert')).toHaveTextContent('The user or the password is wrong.');
    expect(screen.getByLabelText(/Password/)).toHaveValue('');
    expect(screen.getByLabelText(/Password/)).toHaveFocus();
    expect(screen.getByLabelText(/User/)).toHaveValue('ceo');
  });

  it.each([
    [429, 'Too many tries have failed. Wait a little, then try again.'],
    [500, 'Refused'],
  ])('explains a %i', async (status, text) => {
    server.status = status;
    show();
    await openDialog();
    await fill('ceo', 'right');
    expect(await screen.findByRole('alert')).toHaveTextContent(text);
  });

  it('is busy while the server thinks', async () => {
    let open = () => {
      // Set below.
    };
    server.gate = new Promise((resolve) => {
      open = resolve;
    });
    show();
    await openDialog();
    await fill('ceo', 'right');
    expect(screen.getByRole('button', { name: /Sign in/ })).toBeDisabled();
    open();
    await screen.findByRole('button', { name: 'Account: Signed in as ceo' });
  });

  it('is left by Escape, and nothing happened', async () => {
    show();
    await openDialog();
    await userEvent.keyboard('{Escape}');
    await waitFor(() => {
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    });
    expect(server.calls).not.toContain('POST /api/sign-in');
  });
});

describe('where guests are not allowed', () => {
  it('the sign-in comes first, and then the pages', async () => {
    server.guests = false;
    show();
    expect(await screen.findByRole('heading', { name: 'Sign in to Homing' })).toBeInTheDocument();
    expect(clients).toEqual([]);
    await fill('ceo', 'right');
    await screen.findByRole('button', { name: 'Account: Signed in as ceo' });
  });
});

describe('another tab', () => {
  it('that signed in makes this one the same user’s once it is looked at', async () => {
    show();
    await screen.findByRole('button', { name: 'Account: Guest' });
    server.user = 'driver';
    document.dispatchEvent(new Event('visibilitychange'));
    await screen.findByRole('button', { name: 'Account: Signed in as driver' });
  });
});
