import { createServer, type Server } from 'node:net';

// Blocks of ports below those that the system gives to outgoing connections, as Homing.Fleet's PortBlock takes them: the first port
// of a block says that it is taken, for as long as its process lives. So nobody gets a port between the look and whoever is to listen there.
const [first, blocks, size] = [15_000, 85, 200];
let used = 0;

function listen(port: number): Promise<Server | undefined> {
  const server = createServer().unref();
  return new Promise((resolve) => server.once('error', () => { resolve(undefined); }).listen(port, '127.0.0.1', () => { resolve(server); }));
}

async function claim(): Promise<number> {
  const start = Math.floor(Math.random() * blocks);
  for (let number = 0; number < blocks; number += 1) {
    const port = first + (((start + number) % blocks) * size);
    if (await listen(port)) return port;
  }
  throw new Error(`Every block of ports from ${String(first)} on is taken.`);
}

const block = claim();

/** A port of this machine that nobody listens to. */
export async function freePort(): Promise<number> {
  for (;;) {
    const offset = (used % (size - 1)) + 1;
    used = offset;
    const port = (await block) + offset;
    const server = await listen(port);
    if (server) {
      await new Promise((resolve) => server.close(resolve));
      return port;
    }
  }
}
