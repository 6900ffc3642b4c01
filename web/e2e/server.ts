import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from '../../tests/deploy/test/support/ports';

const program = process.env['HOMING_HOST'] ?? resolve(import.meta.dirname, '../../artifacts/bin/Homing.Host/release/Homing.Host');
const readyWithinMs = 60_000;

/** A server of a test's own, which it may kill and start again at the same address with the same data. */
export class Server {
  private process: ChildProcess | undefined;

  private constructor(
    private readonly port: number,
    private readonly folder: string,
    private readonly options: readonly string[],
  ) {}

  /** Starts one; the options are more of the command line. */
  static async start(...options: readonly string[]): Promise<Server> {
    const server = new Server(await freePort(), await mkdtemp(join(tmpdir(), 'homing-e2e-')), options);
    await server.start();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.port)}`;
  }

  async start(): Promise<void> {
    const options = ['--port', String(this.port), '--data', join(this.folder, 'data'), ...this.options];
    const process = spawn(program, ['up', ...options], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.process = process;
    await new Promise<void>((ready, failed) => {
      let said = '';
      const timer = setTimeout(() => {
        failed(new Error(`The server is not ready after ${String(readyWithinMs)} ms: ${said}`));
      }, readyWithinMs);
      process.once('error', failed);
      process.once('exit', (code) => {
        failed(new Error(`The server ended with ${String(code)}: ${said}`));
      });
      process.stdout.on('data', (text: Buffer) => {
        said += text.toString();
        if (said.includes('Homing is ready')) {
          clearTimeout(timer);
          ready();
        }
      });
    });
  }

  /** Ends it at once, as a crash would. */
  async kill(): Promise<void> {
    const { process } = this;
    this.process = undefined;
    if (process?.exitCode === null) {
      const ended = once(process, 'exit');
      process.kill('SIGKILL');
      await ended;
    }
  }

  async remove(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}
