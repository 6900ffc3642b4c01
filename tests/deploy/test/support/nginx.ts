import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type IncomingHttpHeaders, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { has } from '../../../search-deploy/test/support/needing.js';
import { run } from '../../../search-deploy/test/support/run.js';
import { readText } from './files.js';
import { freePort } from './ports.js';

// Where the PATH does not have it, `./homing test` says where it is.
const nginx = process.env['NGINX'] ?? 'nginx';
export const hasNginx = await has(nginx, '-v');

/** A server that says who it is and what it was asked, and speaks back whatever comes over an upgraded connection. */
export class Echo {
  readonly server: Server;

  constructor(name: string) {
    this.server = createServer((incoming, outgoing) => {
      outgoing.setHeader('Content-Type', 'application/json');
      outgoing.end(JSON.stringify({ name, headers: incoming.headers }));
    });
    this.server.on('upgrade', (_, socket) => {
      socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-Name: ${name}\r\n\r\n`);
      socket.on('error', () => socket.destroy()).pipe(socket);
    });
  }

  async start(): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** nginx with a configuration of ours in which the services' names stand for servers of this machine. */
export class Proxy {
  private readonly folder = mkdtempSync(join(tmpdir(), 'homing-nginx-'));
  private process: ChildProcess | undefined;
  port = 0;

  async start(file: string, ports: Record<string, number>): Promise<void> {
    chmodSync(this.folder, 0o777);
    this.port = await freePort();
    const text = readText(file)
      .replaceAll(/server ([\w-]+):8080/g, (_, name: string) => `server 127.0.0.1:${String(ports[name] ?? 'nobody')}`)
      .replace('listen 8080', `listen 127.0.0.1:${String(this.port)}`)
      .replaceAll('/tmp/', `${this.folder}/`);
    const configuration = join(this.folder, 'nginx.conf');
    writeFileSync(configuration, text);
    const check = await run(nginx, ['-t', '-q', '-e', 'stderr', '-c', configuration]);
    if (check.code !== 0) throw new Error(check.err);
    this.process = spawn(nginx, ['-e', 'stderr', '-c', configuration, '-g', 'daemon off;'], { stdio: 'ignore' });
    await this.listening();
  }

  async stop(): Promise<void> {
    const { process } = this;
    if (process?.exitCode === null) {
      process.kill('SIGTERM');
      await new Promise((resolve) => process.on('exit', resolve));
    }
    rmSync(this.folder, { recursive: true });
  }

  /** Asks; answers the status, and the name and headers of who was asked. */
  ask(path: string, headers: Record<string, string> = {}): Promise<{ status: number; name?: string; headers?: IncomingHttpHeaders }> {
    return new Promise((resolve, reject) => {
      request({ port: this.port, path, headers: { Host: 'homing.example:8080', ...headers } }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => { text += part; }).on('end', () => {
          resolve({ status: answer.statusCode!, ...(answer.statusCode === 200 ? JSON.parse(text) as object : {}) });
        });
      }).on('error', reject).end();
    });
  }

  /** Upgrades a connection, says something over it, and answers what comes back. */
  talk(path: string, said: string): Promise<string> {
    return new Promise((resolve, reject) => {
      request({ port: this.port, path, headers: { Connection: 'Upgrade', Upgrade: 'websocket' } }, (answer) => { reject(new Error(`not upgraded: ${String(answer.statusCode)}`)); })
        .on('upgrade', (_, socket) => {
          socket.once('data', (data: Buffer) => {
            socket.destroy();
            resolve(data.toString());
          });
          socket.write(said);
        }).on('error', reject).end();
    });
  }

  private async listening(): Promise<void> {
    for (;;) {
      if (this.process?.exitCode !== null) throw new Error('nginx ended');
      const isOpen = await new Promise<boolean>((resolve) => {
        const socket = connect(this.port, '127.0.0.1', () => { socket.destroy(); resolve(true); }).on('error', () => { resolve(false); });
      });
      if (isOpen) return;
    }
  }
}
