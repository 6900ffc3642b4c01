import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../search-deploy/test/support/run.js';
import { freePort } from './ports.js';

const versions = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql').toSorted((a, b) => Number(b) - Number(a)) : [];
const version = versions.find((one) => existsSync(`/usr/lib/postgresql/${one}/bin/initdb`)
  && existsSync(`/usr/share/postgresql/${one}/extension/postgis.control`));

/** Whether PostgreSQL with PostGIS is installed, as Debian installs it. */
export const hasPostgres = version !== undefined;

// The server refuses to run as root; then it runs as the user that its package made.
const asItsUser = process.getuid?.() === 0 ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups'] : [];

/** A server as the image of PostGIS starts one: whoever comes over TCP needs a password; the superuser comes by a socket of the machine. */
export class Postgres {
  port = 0;
  private readonly folder = mkdtempSync(join(tmpdir(), 'homing-postgis-'));
  private process: ChildProcess | undefined;

  async start(): Promise<void> {
    // Whoever is its user has to get in.
    chmodSync(this.folder, 0o777);
    await this.succeed('initdb', ['-D', this.data, '-U', 'postgres', '--auth-local=trust', '--auth-host=scram-sha-256', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync']);
    this.port = await freePort();
    const [command, ...args] = this.command('postgres', ['-D', this.data, '-p', String(this.port), '-h', '127.0.0.1', '-k', this.folder, '-c', 'fsync=off']);
    const server = spawn(command!, args, { cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] });
    this.process = server;
    await new Promise<void>((resolve, reject) => {
      let said = '';
      server.on('exit', () => { reject(new Error(said)); }).on('error', reject);
      server.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (said.includes('ready to accept connections')) resolve();
      });
    });
  }

  /** Runs a script as the image runs what lies in /docker-entrypoint-initdb.d. */
  async initialise(script: string, environment: Record<string, string> = {}): Promise<void> {
    await this.execute(readFileSync(script, 'utf8'), environment);
  }

  /** Runs statements and commands of psql as the superuser, from a file that the server's user may read. */
  async execute(text: string, environment: Record<string, string> = {}): Promise<void> {
    const file = join(this.folder, 'script.sql');
    writeFileSync(file, text);
    await this.succeed('psql', ['-v', 'ON_ERROR_STOP=1', '--no-password', '--no-psqlrc', '-h', this.folder, '-p', String(this.port), '-U', 'postgres', '-d', 'postgres', '-f', file], environment);
  }

  /** What a user gets for a query, as text: over TCP, with a password. */
  async ask(user: string, password: string, sql: string): Promise<string> {
    return this.succeed('psql', ['-v', 'ON_ERROR_STOP=1', '--no-password', '--no-psqlrc', '-At', '-h', '127.0.0.1', '-p', String(this.port), '-U', user, '-d', 'homing', '-c', sql], { PGPASSWORD: password });
  }

  async stop(): Promise<void> {
    const { process } = this;
    if (process?.exitCode === null) {
      const ended = new Promise((resolve) => process.on('exit', resolve));
      process.kill('SIGINT');
      await ended;
    }
    rmSync(this.folder, { recursive: true });
  }

  private get data(): string { return join(this.folder, 'data'); }

  private command(program: string, args: string[]): string[] {
    return [...asItsUser, `/usr/lib/postgresql/${version!}/bin/${program}`, ...args];
  }

  private async succeed(program: string, args: string[], environment: Record<string, string> = {}): Promise<string> {
    const [command, ...rest] = this.command(program, args);
    const { code, out, err } = await run(command!, rest, environment);
    if (code !== 0) throw new Error(err);
    return out.trim();
  }
}
