import { HomingClient, type ConnectionState } from '@homing/client';
import { ThemeProvider } from '@mui/material';
import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { theme } from '../app/theme';
import { ConnectionContext, type Client } from './connection';
import { FakeGateway } from '../testing/fakeGateway';
import { FakeClock, noon } from '../testing/fakes';
import { ConnectionChip } from './ConnectionChip';
import { ConnectionDetails } from './ConnectionDetails';
import { describe as describeState } from './describe';
import { GatewayAddresses } from './gatewayAddresses';

const connected: ConnectionState = {
  kind: 'connected',
  clientId: 'c1',
  apiId: 2,
  epoch: 9,
  resumed: true,
  since: 0,
  url: 'ws://127.0.0.1:8082/ws',
};

describe('a state in few words', () => {
  it.each([
    [connected, 'Gateway 2'],
    [{ kind: 'waiting', attempt: 1, nextTryAt: 3_400, reason: 'silent' } as const, 'Next try in 3 s'],
    [{ kind: 'waiting', attempt: 1, nextTryAt: 900, reason: 'silent' } as const, 'Trying…'],
    [{ kind: 'closed', code: 4003, reason: 'taken_over' } as const, 'Open in another tab'],
    [{ kind: 'connecting', attempt: 1 } as const, 'Connecting…'],
  ])('%o', (state, text) => {
    expect(describeState(state, 1_000).text).toBe(text);
  });
});

class SilentSocket {
  static readonly all: SilentSocket[] = [];
  readyState = 0;
  onopen = null;
  onmessage = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onerror = null;
  constructor() {
    SilentSocket.all.push(this);
  }
  send = vi.fn();
  close = vi.fn();
}

describe('the chip', () => {
  it('follows the connection and opens its details', async () => {
    const client: Client = new HomingClient({
      url: 'ws://gateway/ws',
      ticket: () => Promise.resolve({ client_id: 'c', ticket: 't', expires_at: '' }),
      WebSocket: SilentSocket,
      random: () => 0.999,
    });
    render(
      <ThemeProvider theme={theme}>
        <ConnectionContext value={client}>
          <ConnectionChip />
        </ConnectionContext>
      </ThemeProvider>,
    );
    await act(async () => {
      client.connect();
      await Promise.resolve();
    });
    expect(screen.getByTestId('connection')).toHaveTextContent('Connecting…');
    act(() => {
      SilentSocket.all[0]?.onclose?.({ code: 4002, reason: '' });
    });
    expect(screen.getByTestId('connection')).toHaveTextContent('Disconnected');
    await userEvent.click(screen.getByTestId('connection'));
    expect(screen.getByRole('dialog', { name: 'Connection' })).toHaveTextContent('protocol error');
    await userEvent.click(screen.getByRole('button', { name: 'Connect here' }));
    expect(client.state.kind).toBe('connecting');
    client.close();
  });
});

describe('the details', () => {
  const facts = () =>
    Object.fromEntries(screen.getAllByRole('term').map((term) => [term.textContent, term.nextElementSibling?.textContent]));

  it('name the gateway, its epoch, whether it resumed, what is unanswered, and the next try', async () => {
    const gateway = new FakeGateway(new FakeClock());
    const show = (now: number) => (
      <ThemeProvider theme={theme}>
        <ConnectionDetails state={gateway.client.state} now={now} />
      </ThemeProvider>
    );
    await gateway.connect();
    const { rerender } = render(show(noon), { wrapper: gateway.wrapper });
    const connectedFacts = { Gateway: '0', Epoch: '1', Resumed: 'No', Address: 'gateway', Client: 'c' };
    expect(facts()).toMatchObject({ ...connectedFacts, Unanswered: '0 requests' });
    const answer = gateway.client.request('parking.nearby', { lat: 41, lng: 29, limit: 1 });
    rerender(show(noon));
    expect(facts()).toMatchObject({ Unanswered: '1 request' });
    await gateway.drops();
    rerender(show(noon + 100));
    expect(facts()).toMatchObject({ 'Next try': 'in 0.4 s', Tries: '1', Unanswered: '1 request' });
    await gateway.returns();
    rerender(show(noon + 500));
    expect(facts()).toMatchObject({ Resumed: 'Yes' });
    gateway.client.close();
    await expect(answer).rejects.toMatchObject({ code: 'closed' });
  });
});

describe('addresses', () => {
  it('are those of the page, then those of the same host', () => {
    const addresses = new GatewayAddresses({ protocol: 'http:', host: 'h:8080', hostname: 'h' });
    addresses.keep([
      { url: 'http://h:8080' },
      { url: 'http://h:8081' },
      { url: 'http://10.0.0.7:8080' },
      { url: 'https://h:8443' },
      { url: 'nonsense' },
    ]);
    expect(addresses.all).toEqual(['ws://h:8080/ws', 'ws://h:8081/ws']);
  });
});
