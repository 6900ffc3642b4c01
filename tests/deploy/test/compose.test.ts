import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { needing } from '../../search-deploy/test/support/needing.js';
import { run } from '../../search-deploy/test/support/run.js';
import { compose, docker, type Project, type Service } from './support/compose.js';
import { ours, partOf, theirs, usersOf, type Database } from './support/database.js';
import { readText, root } from './support/files.js';
import { faultsOfVariable } from './support/reference.js';
import { roles } from './support/roles.js';
import { faultsOfImage } from './support/rules.js';

const file = join(root, 'deploy/compose/compose.yaml');
const text = readText('deploy/compose/compose.yaml');
const temporary = join(root, 'deploy/compose', `broken-${String(process.pid)}.yaml`);
afterAll(() => { rmSync(temporary, { force: true }); });

const isOurs = ({ image = '' }: Service) => image.startsWith('homing/') && !image.includes('connect');

/** What is wrong with a system of services. */
function faults({ services, networks }: Project): string[] {
  const each = Object.entries(services);
  const members = (network: string) => each.filter(([, service]) => network in (service.networks ?? {})).map(([name]) => name).toSorted();
  const run = each.flatMap(([name, service]) => isOurs(service) ? [[name, (service.command ?? []).at(-1) ?? '']] : []);
  const expected = roles.flatMap((role) => role === 'gateway' ? [['gateway-1', role], ['gateway-2', role]] : [[role, role]]);
  return [
    ...each.flatMap(([, { image = '' }]) => faultsOfImage(image)),
    ...each.flatMap(([, { environment = {} }]) => Object.keys(environment)).flatMap(faultsOfVariable),
    ...each.flatMap(([name, { ports = [] }]) => ports.filter((port) => port.host_ip !== '127.0.0.1').map(() => `${name} shows a port to other machines`)),
    ...each.filter(([, service]) => service.ports && !service.healthcheck && service.image?.startsWith('jaeger') !== true)
      .map(([name]) => `${name} does not say when it is well`),
    ...each.filter(([, service]) => isOurs(service) && !(service.read_only && service.cap_drop?.includes('ALL'))).map(([name]) => `${name} may do too much`),
    ...each.filter(([, service]) => isOurs(service) && service.stop_grace_period !== '45s').map(([name]) => `${name} has no time to drain`),
    ...(JSON.stringify(run.toSorted()) === JSON.stringify(expected.toSorted()) ? [] : [`the roles are run so: ${run.join('; ')}`]),
    ...(members('provider').join() === 'external-reader,provider,reporting-app,reporting-file,warehouse' ? [] : [`the provider's network has ${members('provider').join()}`]),
    ...(members('to-provider').join() === 'provider,report-dispatcher,report-trace' ? [] : [`the way to the provider has ${members('to-provider').join()}`]),
    ...(networks['provider']?.internal && networks['to-provider']?.internal ? [] : ['the provider has a way out']),
    ...['reporting-app', 'reporting-file'].filter((name) => Object.keys(services[name]?.environment ?? {}).some((key) => !key.startsWith('Homing__Provider__')))
      .map((name) => `${name} has settings of ours`),
    ...each.filter(([, service]) => service.networks && 'core' in service.networks && isOurs(service))
      .filter(([, { depends_on = {} }]) => depends_on['topics']?.condition !== 'service_completed_successfully'
        || depends_on['kafka']?.condition !== 'service_healthy' || depends_on['redis']?.condition !== 'service_healthy')
      .map(([name]) => `${name} does not wait for the log`),
    ...(hostsOf(services).length > 8 ? hostsOf(services).filter((host) => !(host in services)) : ['no host is found']).map((host) => `there is no service ${host}`),
    ...documentsOf(services),
    ...faultsOfDatabase(services, ours),
    ...faultsOfDatabase(services, theirs),
    ...faultsOfServer(services),
  ];
}

// Every address that a service is told of one that runs here: `host:port`, with a scheme or without.
function hostsOf(services: Record<string, Service>): string[] {
  return Object.values(services).flatMap(({ environment = {} }) => Object.values(environment))
    .flatMap((value) => [...(value ?? '').matchAll(/(?:^|https?:\/\/)([a-z][\w-]*):\d{4,5}/g)].map((match) => match[1]!))
    .filter((host) => host !== 'localhost');
}

// Who keeps something in a database says so, and can get there; nobody else knows its password.
function faultsOfDatabase(services: Record<string, Service>, database: Database): string[] {
  const server = services[database.server];
  const users = usersOf(database);
  return Object.entries(services).filter(([, service]) => isOurs(service)).flatMap(([name, { command, environment = {}, depends_on = {}, networks = {} }]) => {
    const role = command?.at(-1) ?? '';
    const said = environment[database.connection] ?? '';
    if (!users.includes(role)) return said ? [`${name} keeps nothing in ${database.server}, and knows its password`] : [];
    return [
      ...[...database.kept].filter(([setting, roles]) => roles.includes(role) && environment[setting] !== 'database').map(([setting]) => `${name} does not say ${setting}`),
      ...(partOf(said, 'Host') === database.server ? [] : [`${name} does not know where ${database.server} is`]),
      ...(partOf(said, 'Password') && partOf(said, 'Password') === server?.environment?.[database.password] ? [] : [`${name} has another password than ${database.server}`]),
      ...(depends_on[database.server]?.condition === 'service_healthy' ? [] : [`${name} does not wait for ${database.server}`]),
      ...(Object.keys(networks).some((network) => network in (server?.networks ?? {})) ? [] : [`${name} does not reach ${database.server}`]),
    ];
  });
}

// Our server makes what those expect who keep something there.
function faultsOfServer({ postgres }: Record<string, Service>): string[] {
  const made = postgres?.volumes?.find(({ target }) => target.startsWith('/docker-entrypoint-initdb.d/'))?.source;
  return [
    ...(postgres?.image?.startsWith('postgis/postgis:') ? [] : ['the database has no PostGIS']),
    ...(made?.endsWith('/deploy/postgres/homing.sql') ? [] : ['nothing makes our user and database']),
    ...(postgres?.environment?.['POSTGRES_PASSWORD'] === postgres?.environment?.['HOMING_PASSWORD'] ? ['our user has the password of the superuser'] : []),
  ];
}

// The three roles that have our documents have one folder.
function documentsOf(services: Record<string, Service>): string[] {
  const sources = ['report-trigger', 'report-dispatcher', 'report-trace'].map((name) =>
    services[name]?.volumes?.find(({ target }) => target === '/data')?.source ?? name);
  return new Set(sources).size === 1 ? [] : [`our documents are in ${sources.join()}`];
}

const setConnection = (copy: Project, service: string, said: string) => { copy.services[service]!.environment![ours.connection] = said; };

needing('Docker Compose', docker !== '', 'the compose file', { timeout: 60_000 }, () => {
  let project: Project;

  beforeAll(async () => {
    const made = await compose(file);
    expect(made.err).toBe('');
    project = made.project;
  }, 60_000);

  it('has nothing wrong with it', () => {
    expect(Object.keys(project.services).length).toBeGreaterThan(25);
    expect(faults(project)).toEqual([]);
  });

  it('starts search and observing only where they are asked for', () => {
    const of = (profile: string) => Object.entries(project.services).filter(([, { profiles }]) => profiles?.includes(profile)).map(([name]) => name).toSorted();
    expect(of('search')).toEqual(['connect', 'elasticsearch', 'init', 'kibana', 'restart-failed']);
    expect(of('observe')).toEqual(['alertmanager', 'grafana', 'jaeger', 'otel-collector', 'prometheus']);
  });

  const told = () => (parse(readText('deploy/prometheus/prometheus.yml')) as { alerting: { alertmanagers: { static_configs: { targets: string[] }[] }[] } })
    .alerting.alertmanagers.flatMap(({ static_configs: fixed }) => fixed).flatMap(({ targets }) => targets);
  const listens = ({ services }: Project, address: string) => {
    const [host, port] = address.split(':');
    const service = services[host!];
    return 'core' in (service?.networks ?? {}) && service?.ports?.some(({ target }) => String(target) === port) === true;
  };

  it('has Prometheus tell an Alertmanager that is there, and would be caught without', () => {
    expect(told().length).toBeGreaterThan(0);
    expect(told().filter((address) => !listens(project, address))).toEqual([]);
    const copy = structuredClone(project);
    delete copy.services['alertmanager'];
    expect(told().filter((address) => !listens(copy, address))).not.toEqual([]);
  });

  it('has Prometheus ask every process of ours, and nothing that is not there', () => {
    const targets = [...readText('deploy/compose/prometheus/homing.yml').matchAll(/^ +- ([\w-]+):8080$/gm)].map((match) => match[1]!).toSorted();
    const processes = Object.entries(project.services).filter(([, service]) => isOurs(service) && 'core' in (service.networks ?? {})).map(([name]) => name).toSorted();
    expect(targets).toEqual(processes);
  });

  it.each([
    ['a key that does not exist', 'healthcheck:', 'health:'],
    ['a condition that does not exist', 'service_completed_successfully', 'service_done'],
    ['a dependency that is not there', 'topics: { condition', 'subjects: { condition'],
    ['a port that is none', '127.0.0.1:8080:8080', '127.0.0.1:8080:http'],
    ['a volume that is not declared', 'volumes: &documents ["reports:', 'volumes: &documents ["report:'],
    ['a network that is not declared', 'networks: [core, to-provider]', 'networks: [core, provider-way]'],
  ])('would be refused by Docker Compose: %s', async (_, good, wrong) => {
    expect(text).toContain(good);
    writeFileSync(temporary, text.replace(good, wrong));
    expect((await compose(temporary)).code).not.toBe(0);
  });

  it.each<[string, (copy: Project) => void]>([
    ['an image without a version', (copy) => { copy.services['redis']!.image = 'redis:latest'; }],
    ['a setting that does not exist', (copy) => { copy.services['gateway-1']!.environment!['Homing__Gateway__Url'] = 'http://localhost'; }],
    ['a port that other machines see', (copy) => { delete copy.services['edge']!.ports![0]!.host_ip; }],
    ['a role left out', (copy) => { delete copy.services['parking-feed']; }],
    ['a role run twice', (copy) => { copy.services['parking-feed-2'] = copy.services['parking-feed']!; }],
    ['the provider beside our log', (copy) => { copy.services['reporting-app']!.networks!['core'] = null; }],
    ['a gateway beside the provider', (copy) => { copy.services['gateway-1']!.networks!['provider'] = null; }],
    ['a way out for the provider', (copy) => { copy.networks['provider']!.internal = false; }],
    ['settings of ours at the provider', (copy) => { copy.services['reporting-app']!.environment!['Homing__Kafka__BootstrapServers'] = 'kafka:19092'; }],
    ['localhost in place of a service', (copy) => { copy.services['gateway-1']!.environment!['Homing__Kafka__BootstrapServers'] = 'broker:19092'; }],
    ['nothing that is waited for', (copy) => { copy.services['gateway-1']!.depends_on = {}; }],
    ['a root that can be written to', (copy) => { copy.services['gateway-1']!.read_only = false; }],
    ['a folder of documents for each', (copy) => { copy.services['report-trace']!.volumes = [{ type: 'volume', source: 'trace', target: '/data' }]; }],
    ['a role that does not say what is in the database', (copy) => { delete copy.services['gateway-2']!.environment!['Homing__Parking__CatalogueSource']; }],
    ['a role that takes files where the others take the database', (copy) => { copy.services['parking-feed']!.environment!['Homing__Parking__CatalogueSource'] = 'file'; }],
    ['a role without its connection', (copy) => { setConnection(copy, 'report-trace', ''); }],
    ['a role that looks for the database in its own container', (copy) => { setConnection(copy, 'parking-worker', 'Host=localhost;Username=homing;Password=x'); }],
    ['a password that the database does not have', (copy) => { setConnection(copy, 'parking-worker', 'Host=postgres;Username=homing;Password=x'); }],
    ['a role that starts before the database', (copy) => { delete copy.services['parking-worker']!.depends_on!['postgres']; }],
    ['a role that cannot reach the database', (copy) => { copy.services['postgres']!.networks = { provider: null }; }],
    ['the one that the provider reaches, with the password', (copy) => { setConnection(copy, 'external-reader', copy.services['gateway-1']!.environment![ours.connection]!); }],
    ['a simulator that has the routes of the files', (copy) => { copy.services['delivery-simulator']!.environment!['Homing__Deliveries__RouteSource'] = 'file'; }],
    ['the provider on our database', (copy) => { copy.services['reporting-app']!.environment![theirs.connection] = copy.services['gateway-1']!.environment![ours.connection]!; }],
    ['the warehouse beside our log', (copy) => { copy.services['warehouse']!.networks = { core: null }; }],
    ['somebody else with the password of the warehouse', (copy) => { copy.services['reporting-file']!.environment![theirs.connection] = 'Host=warehouse;Password=x'; }],
    ['a database without PostGIS', (copy) => { copy.services['postgres']!.image = 'postgres:17.6'; }],
    ['a database in which nothing is made', (copy) => { copy.services['postgres']!.volumes!.pop(); }],
    ['one password for our user and the superuser', (copy) => { copy.services['postgres']!.environment!['POSTGRES_PASSWORD'] = copy.services['postgres']!.environment!['HOMING_PASSWORD']!; }],
    ['no time to drain', (copy) => { copy.services['gateway-1']!.stop_grace_period = '10s'; }],
  ])('would be caught: %s', (_, breakIt) => {
    const copy = structuredClone(project);
    breakIt(copy);
    expect(faults(copy)).not.toEqual([]);
  });

  it('is refused without its secrets, and says what makes them', async () => {
    const { code, err } = await run(docker, ['--env-file', '/dev/null', '-f', file, 'config', '-q'], { HOME: tmpdir() });
    expect(code).not.toBe(0);
    expect(err).toContain('deploy/compose/secrets.sh');
  });
});

describe('the advertised listeners', () => {
  const listeners = new Map([.../KAFKA_ADVERTISED_LISTENERS: (.*)/.exec(text)![1]!.matchAll(/(\w+):\/\/([\w.-]+):(\d+)/g)].map((match) => [match[1]!, `${match[2]!}:${match[3]!}`]));

  it('tell this machine and containers each an address that they know', () => {
    expect(listeners).toEqual(new Map([['HOST', '127.0.0.1:9092'], ['INSIDE', 'kafka:19092']]));
    expect(text).toContain('ports: ["127.0.0.1:9092:9092"]');
    expect(text).toContain('Homing__Kafka__BootstrapServers: kafka:19092');
    expect(readText('deploy/elasticsearch/compose.yaml')).toContain('CONNECT_BOOTSTRAP_SERVERS: kafka:19092');
  });
});

describe('the script for secrets', () => {
  const folder = mkdtempSync(join(tmpdir(), 'homing-secrets-'));
  afterAll(() => { rmSync(folder, { recursive: true }); });
  const make = (path: string) => run('bash', [join(root, 'deploy/compose/secrets.sh'), path]);

  it('makes all that the compose files ask for, for the owner alone, and other ones each time', async () => {
    const [one, two] = [join(folder, 'one'), join(folder, 'two')];
    await Promise.all([make(one), make(two)]);
    const lines = (path: string) => readFileSync(path, 'utf8').trimEnd().split('\n');
    const wanted = [...text.matchAll(/\$\{(\w+):\?/g)].map((match) => match[1]!);
    expect(lines(one).map((line) => line.split('=')[0]!).toSorted()).toEqual([...new Set(wanted)].toSorted());
    expect(lines(one).filter((line) => lines(two).includes(line))).toEqual([]);
    expect(lines(one).find((line) => line.startsWith('PROVIDER_WEBHOOK_SECRET='))).toMatch(/=whsec_[A-Za-z0-9+/]{43}=$/);
    expect(statSync(one).mode & 0o777).toBe(0o600);
  });

  it('keeps what is there, and adds what is missing', async () => {
    const path = join(folder, 'kept');
    writeFileSync(path, 'HOMING_DEMO_PASSWORD=mine\nREDIS_PASSWORD=\n');
    await make(path);
    const before = readFileSync(path, 'utf8');
    expect(before).toContain('HOMING_DEMO_PASSWORD=mine\n');
    expect(before).toMatch(/^REDIS_PASSWORD=[0-9a-f]{48}$/m);
    await make(path);
    expect(readFileSync(path, 'utf8')).toBe(before);
  });
});
