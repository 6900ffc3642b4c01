import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Project, Service } from './compose.js';
import { removeFolder, root } from './files.js';
import { Proxy } from './nginx.js';
import { freePort } from './ports.js';
import { Postgres } from './postgres.js';
import { Process } from './process.js';
import { program, ready } from './server.js';

const fleet = join(root, 'artifacts/bin/Homing.Fleet/release/Homing.Fleet');

/** Whether Kafka's protocol is to be had: it is spoken by the brokers of `./homing fleet`. */
export const hasBrokers = existsSync(fleet);

/** The name and the service of each process of roles in a compose file. */
export const processesOf = (project: Project) => Object.entries(project.services).filter(([, { command }]) => command?.includes('--roles'));

/**
 * What a compose file starts, as processes of this machine: each with its own command, environment and volumes, behind the file's own
 * nginx, beside its own Redis and PostGIS. Three things differ: names of services are addresses here, one server has both databases, and the
 * brokers keep nothing on disk.
 */
export class Stack {
  private readonly folder = mkdtempSync(join(tmpdir(), 'homing-stack-'));
  private readonly edge = new Proxy();
  private readonly provider = new Proxy();
  private readonly postgres = new Postgres();
  private readonly processes: Process[] = [];
  private readonly names = new Map<string, string>();

  constructor(private readonly project: Project) {}

  /** Where people come in. */
  get url(): string { return `http://${this.names.get('localhost:8080')!}`; }

  /** What each process says that it can be asked: the method and the path of each operation, by the name of the service in Kubernetes. */
  async operations(): Promise<Map<string, string[]>> {
    const names = processesOf(this.project).map(([name]) => name);
    return new Map(await Promise.all(names.map(async (name): Promise<[string, string[]]> => {
      const answer = await fetch(`http://${this.names.get(`${name}:8080`)!}/openapi/v1.json`);
      const { paths } = await answer.json() as { paths: Record<string, Record<string, unknown>> };
      return [name.replace(/-\d+$/, ''), Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))];
    })));
  }

  async start(settings: Record<string, string>): Promise<void> {
    const services = processesOf(this.project);
    const ports = Object.fromEntries(await Promise.all(services.map(async ([name]) => [name, await freePort()] as const)));
    for (const [name, port] of Object.entries(ports)) this.names.set(`${name}:8080`, `127.0.0.1:${String(port)}`);
    await Promise.all([this.startProxies(ports), this.startBrokers(), this.startRedis(), this.startPostgres()]);
    await Promise.all(services.map(([name, service]) => this.run(name, service, ports[name]!, settings)));
  }

  async stop(): Promise<void> {
    await Promise.all([...this.processes.map((one) => one.kill()), this.edge.stop(), this.provider.stop(), this.postgres.stop()]);
    removeFolder(this.folder);
  }

  private async startProxies(ports: Record<string, number>): Promise<void> {
    await Promise.all([
      this.edge.start('deploy/compose/nginx/edge.conf', ports),
      this.provider.start('deploy/compose/nginx/provider.conf', ports),
    ]);
    this.names.set('localhost:8080', `127.0.0.1:${String(this.edge.port)}`).set('provider:8080', `127.0.0.1:${String(this.provider.port)}`);
  }

  private async startBrokers(): Promise<void> {
    const brokers = this.begin('the brokers', [fleet, '--gateways', '0', '--workers', '0', '--data', join(this.folder, 'fleet')], process.env);
    const table = await brokers.saying('Ctrl-C ends all');
    this.names.set('kafka:19092', [...table.matchAll(/│ (127\.0\.0\.1:\d+) /g)].map(([, address]) => address!).join());
  }

  // As its container starts it, at another port.
  private async startRedis(): Promise<void> {
    const { entrypoint, environment } = this.project.services['redis']!;
    const port = String(await freePort());
    const command = entrypoint!.map((word) => word.replaceAll('$$', '$').replace('redis-server -', `redis-server - --bind 127.0.0.1 --port ${port} --dir ${this.folder}`));
    const redis = this.begin('redis', command, { ...process.env, ...environment as Record<string, string> });
    await redis.saying('Ready to accept connections');
    this.names.set('redis:6379', `127.0.0.1:${port}`);
  }

  private async startPostgres(): Promise<void> {
    const { environment, volumes } = this.project.services['postgres']!;
    await this.postgres.start();
    const script = volumes!.find(({ target }) => target.startsWith('/docker-entrypoint-initdb.d/'))!.source!;
    await this.postgres.initialise(script, environment as Record<string, string>);

    // The provider's is in the same server here. Its user is the superuser that the image makes.
    const { POSTGRES_USER, POSTGRES_DB, POSTGRES_PASSWORD } = this.project.services['warehouse']!.environment!;
    await this.postgres.execute(`create role ${POSTGRES_USER!} superuser login password '${POSTGRES_PASSWORD!}'; create database ${POSTGRES_DB!} owner ${POSTGRES_USER!};`);
    for (const name of ['postgres', 'warehouse']) this.names.set(`Host=${name}`, `Host=127.0.0.1;Port=${String(this.postgres.port)}`);
  }

  private async run(name: string, { command, environment, volumes }: Service, port: number, settings: Record<string, string>): Promise<void> {
    const volume = volumes?.find(({ target }) => target === '/data')?.source ?? name;
    const said = Object.entries(environment ?? {}).filter((pair): pair is [string, string] => pair[1] !== null);
    const one = this.begin(
      name,
      [program, 'run', '--port', String(port), '--data', join(this.folder, volume), ...command!],
      { ...process.env, ...settings, ...Object.fromEntries(said.map(([setting, value]) => [setting, this.here(value)])) });
    await one.saying(ready);
  }

  private here(text: string): string {
    return [...this.names].reduce((said, [name, address]) => said.replaceAll(name, address), text);
  }

  private begin(name: string, command: string[], environment: Record<string, string | undefined>): Process {
    const one = new Process(name, command, environment);
    this.processes.push(one);
    return one;
  }
}
