import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeFolder, root } from './files.js';
import { freePort } from './ports.js';
import { Process } from './process.js';

/** The executable with every role. */
export const program = join(root, 'artifacts/bin/Homing.Host/release/Homing.Host');

/** Whether the server has been built. */
export const hasServer = existsSync(program);

/** What it says when it can be asked. */
export const ready = 'Homing is ready at';

/** Starts the real server in a folder of its own, waits until it is ready, hands over its address, and ends it. */
export async function withServer<T>(args: string[], environment: Record<string, string>, use: (url: string) => Promise<T>): Promise<T> {
  const data = mkdtempSync(join(tmpdir(), 'homing-server-'));
  const url = `http://127.0.0.1:${String(await freePort())}`;
  const server = new Process('the server', [program, ...args, '--port', new URL(url).port, '--data', data], { ...process.env, ...environment });
  try {
    await server.saying(ready);
    return await use(url);
  } finally {
    await server.kill();
    removeFolder(data);
  }
}
