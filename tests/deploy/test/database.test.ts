import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needing } from '../../search-deploy/test/support/needing.js';
import { compose, docker, type Project } from './support/compose.js';
import { ours, partOf, usersOf } from './support/database.js';
import { root } from './support/files.js';
import { hasPostgres, Postgres } from './support/postgres.js';
import { hasServer, withServer } from './support/server.js';

const missing = [docker === '' ? 'Docker Compose' : '', hasPostgres ? '' : 'PostgreSQL with PostGIS', hasServer ? '' : 'built server'].filter(Boolean).join(', ');

// Of the compose file both sides really run: the server's script, and the processes with the settings that they have there.
needing(missing, missing === '', 'the database of the compose file', { timeout: 60_000 }, () => {
  const postgres = new Postgres();
  let project: Project;
  const environmentOf = (name: string) => project.services[name]!.environment as Record<string, string>;
  const password = () => environmentOf('postgres')['HOMING_PASSWORD']!;

  beforeAll(async () => {
    [{ project }] = await Promise.all([compose(join(root, 'deploy/compose/compose.yaml')), postgres.start()]);
    const script = project.services['postgres']!.volumes!.find(({ target }) => target.startsWith('/docker-entrypoint-initdb.d/'))!.source!;
    await postgres.initialise(script, { HOMING_PASSWORD: password() });
  }, 60_000);

  afterAll(() => postgres.stop());

  it('has PostGIS, and belongs to a user who may do nothing else', async () => {
    expect(await postgres.ask('homing', password(), 'select extname from pg_extension where extname = \'postgis\'')).toBe('postgis');
    expect(await postgres.ask('homing', password(), 'select rolsuper, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user')).toBe('f|f|f');
    expect(await postgres.ask('homing', password(), 'select pg_get_userbyid(datdba), pg_encoding_to_char(encoding) from pg_database where datname = current_database()')).toBe('homing|UTF8');
  });

  it('lets nobody in with another password', async () => {
    await expect(postgres.ask('homing', 'another', 'select 1')).rejects.toThrow('password authentication failed');
  });

  it('is filled by processes with the settings that they have there, which are ready with it and take up what is edited', async () => {
    const here = (said: string) => said.replace('Host=postgres', `Host=127.0.0.1;Port=${String(postgres.port)}`);
    const settings = Object.fromEntries(Object.entries(project.services).filter(([, { command }]) => usersOf(ours).includes(command?.at(-1) ?? ''))
      .flatMap(([name]) => [ours.connection, ...ours.kept.keys()].map((setting) => [setting, here(environmentOf(name)[setting] ?? '')])));
    expect(partOf(settings[ours.connection]!, 'Host')).toBe('127.0.0.1');
    await withServer(['run', '--roles', usersOf(ours).join()], settings, async (url) => {
      expect((await fetch(`${url}/healthz/ready`)).status).toBe(200);
      const lots = async () => (await (await fetch(`${url}/api/parking/lots`)).json() as { features: unknown[] }).features.length;
      const before = await lots();
      expect(before).toBe(Number(await postgres.ask('homing', password(), 'select count(*) from parking.lot')));
      await postgres.ask('homing', password(), 'delete from parking.lot where lot_id = (select min(lot_id) from parking.lot)');
      await expect.poll(lots, { timeout: 20_000 }).toBe(before - 1);
      const routes = async () => (await (await fetch(`${url}/api/routes`)).json() as unknown[]).length;
      expect(await routes()).toBe(Number(await postgres.ask('homing', password(), 'select count(*) from deliveries.route')));
      await expect.poll(() => postgres.ask('homing', password(), 'select to_regclass(\'reports.report\') is not null'), { timeout: 20_000 }).toBe('t');
    });
  });
});
