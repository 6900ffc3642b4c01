import { createServer } from 'node:net';

// Below those that the system gives to outgoing connections: nobody gets it between the look and whoever is to listen there.
const [first, last] = [15_000, 32_000];

/** A port of this machine that nobody listens to. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = first + Math.floor(Math.random() * (last - first));
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => server.once('error', () => { resolve(false); }).listen(port, '127.0.0.1', () => { resolve(true); }));
    if (isFree) {
      await new Promise((resolve) => server.close(resolve));
      return port;
    }
  }
}
