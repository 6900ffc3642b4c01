import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { HomingClient } from '../src/index.js';

let server: WebSocketServer | undefined;

afterEach(() => {
  server?.close();
});

describe('a real socket', () => {
  it('carries a request and its answer', async () => {
    server = new WebSocketServer({ port: 0, handleProtocols: (protocols) => [...protocols][0] ?? false });
    server.on('connection', (socket) => {
      socket.on('message', (data: Buffer) => {
        const frame = JSON.parse(data.toString()) as { type: string; id: string; body: unknown };
        if (frame.type === 'hello') {
          const limits = { ping_ms: 5_000, max_frame_bytes: 65_536, max_in_flight: 8, resume_ttl_ms: 1, reconnect_window_ms: 1 };
          const who = { client_id: 'c', session: 's', api_id: 0, epoch: 1, resumed: false };
          socket.send(JSON.stringify({ type: 'welcome', ...who, ...limits }));
        } else if (frame.type === 'request') {
          socket.send(JSON.stringify({ type: 'response', id: frame.id, seq: 1, op: 'echo', body: frame.body }));
        }
      });
    });
    const { port } = server.address() as AddressInfo;
    const client = new HomingClient({
      url: `ws://127.0.0.1:${String(port)}/ws`,
      ticket: () => Promise.resolve({ client_id: 'c', ticket: 't', expires_at: '2026-01-01T00:00:00Z' }),
      WebSocket: WebSocket,
    });
    client.connect();
    await expect(client.request('echo', { hello: 'pigeon' })).resolves.toEqual({ hello: 'pigeon' });
    client.close();
  });
});
