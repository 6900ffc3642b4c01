import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './files.js';
import { freePort } from './ports.js';

const program = join(root, 'artifacts/bin/Homing.Host/release/Homing.Host');

/** Whether the server has been built. */
export const hasServer = existsSync(program);

/** Starts the real server in a folder of its own, waits until it is ready, hands over its address, and ends it. */
export async function withServer<T>(args: string[], environment: Record<string, string>, use: (url: string) => Promise<T>): Promise<T> {
  const data = mkdtempSync(join(tmpdir(), 'homing-server-'));
  const url = `http://127.0.0.1:${String(await freePort())}`;
  const server = spawn(program, [...args, '--port', new URL(url).port, '--data', data], { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<void>((resolve) => server.on('close', () => { resolve(); }));
  try {
    let said = '';
    const ready = new Promise<void>((resolve) => {
      const hear = (text: string) => {
        said += text;
        if (said.includes('Homing is ready at')) resolve();
      };
      server.stdout.setEncoding('utf8').on('data', hear);
      server.stderr.setEncoding('utf8').on('data', hear);
    });
    await Promise.race([ready, ended.then(() => { throw new Error(`The server has ended:\n${said}`); })]);
    return await use(url);
  } finally {
    server.kill('SIGKILL');
    await ended;
    rmSync(data, { recursive: true });
  }
}
