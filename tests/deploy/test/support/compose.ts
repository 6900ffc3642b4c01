import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../search-deploy/test/support/run.js';
import { root } from './files.js';

export interface Service {
  image?: string;
  command?: string[] | null;
  entrypoint?: string[] | null;
  networks?: Record<string, unknown>;
  ports?: { host_ip?: string; published?: string; target: number }[];
  environment?: Record<string, string | null>;
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: unknown;
  profiles?: string[];
  read_only?: boolean;
  cap_drop?: string[];
  restart?: string;
  stop_grace_period?: string;
  user?: string;
  volumes?: { type: string; source?: string; target: string }[];
}

export interface Project {
  services: Record<string, Service>;
  networks: Record<string, { internal?: boolean }>;
  volumes: Record<string, unknown>;
}

/** Docker Compose, where `./homing test` has provided it. */
export const docker = process.env['DOCKER_COMPOSE'] ?? '';

/** What Docker Compose makes of a file, with the secrets that the script beside it makes. */
export async function compose(file: string): Promise<{ code: number | null; err: string; project: Project }> {
  const home = mkdtempSync(join(tmpdir(), 'homing-compose-'));
  try {
    const secrets = join(home, 'secrets');
    await run('bash', [join(root, 'deploy/compose/secrets.sh'), secrets]);
    const { code, out, err } = await run(docker,
      ['--env-file', secrets, '-f', file, '--profile', 'search', '--profile', 'observe', 'config', '--format', 'json'], { HOME: home });
    return { code, err, project: (code === 0 ? JSON.parse(out) : { services: {}, networks: {}, volumes: {} }) as Project };
  } finally {
    rmSync(home, { recursive: true });
  }
}
