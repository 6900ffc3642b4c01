import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { has } from '../../search-deploy/test/support/needing.js';
import { run } from '../../search-deploy/test/support/run.js';
import { faultsOfDockerfile } from './support/dockerfile.js';
import { readText, root } from './support/files.js';

const text = readText('deploy/docker/Dockerfile');

describe('the Dockerfile', () => {
  it('has nothing wrong with it', () => {
    expect(faultsOfDockerfile(text)).toEqual([]);
  });

  it.each([
    ['an instruction that does not exist', 'STOPSIGNAL SIGTERM', 'STOPSINGAL SIGTERM'],
    ['an instruction without its argument', 'WORKDIR /app\n', 'WORKDIR\n'],
    ['a stage that is not there', 'COPY --from=server /app', 'COPY --from=sever /app'],
    ['a base of no version', 'node:${NODE_VERSION}-bookworm-slim', 'node:latest'],
    ['a version that moves', 'ARG DEBIAN_VERSION=12.12', 'ARG DEBIAN_VERSION=bookworm'],
    ['root', 'USER 1654:1654', 'USER root'],
    ['a user by name, of whom nobody can tell that it is not root', 'USER 1654:1654', 'USER app'],
    ['a health check that needs curl', 'CMD ["/app/Homing.Host", "health"]', 'CMD curl -f http://localhost:8080/healthz/ready'],
    ['a port that is none', 'EXPOSE 8080', 'EXPOSE http'],
    ['another signal', 'STOPSIGNAL SIGTERM', 'STOPSIGNAL SIGKILL'],
    ['a shell before the program, which keeps signals to itself', 'ENTRYPOINT ["/app/Homing.Host", "run"', 'ENTRYPOINT /app/Homing.Host run #'],
    ['no browser where one is needed', 'ca-certificates chromium', 'ca-certificates'],
    ['a label left out', 'org.opencontainers.image.licenses', 'licenses'],
  ])('would be caught: %s', (_, good, wrong) => {
    expect(text).toContain(good);
    expect(faultsOfDockerfile(text.replaceAll(good, wrong))).not.toEqual([]);
  });

  it('takes into a build what it copies, and neither keys nor data of a machine', () => {
    const ignored = readText('.dockerignore').split('\n');
    expect(ignored).toContain('*');
    expect(ignored.filter((line) => line.startsWith('!')).map((line) => line.slice(1)).filter((line) => /env|\.data|artifacts|\.git/.test(line))).toEqual([]);
    const copied = [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap((match) => match[1]!.split(' '));
    expect(copied.length).toBeGreaterThan(10);
    expect(copied.filter((path) => !ignored.some((line) => line.startsWith('!') && matches(line.slice(1), path)))).toEqual([]);
  });

  it('has the versions that the project is built with', () => {
    const sdk = (JSON.parse(readText('global.json')) as { sdk: { version: string } }).sdk.version;
    expect(/^ARG DOTNET_SDK_VERSION=(\d+\.\d+)/m.exec(text)?.[1]).toBe(sdk.split('.').slice(0, 2).join('.'));
    expect(/^ARG NODE_VERSION=(\d+)/m.exec(text)?.[1]).toBe(/"node": ">=(\d+)"/.exec(readText('package.json'))?.[1]);
  });
});

function matches(pattern: string, path: string): boolean {
  return path === pattern.replace(/\/$/, '') || (pattern.endsWith('/') && path.startsWith(pattern))
    || new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}$`).test(path);
}

// `./homing test` installs it.
const hasShellcheck = await has('shellcheck', '--version');

describe.each([
  'deploy/compose/secrets.sh', 'deploy/kafka/make-topics.sh', 'deploy/kubernetes/make-secrets.sh', 'eng/build-images.sh', 'eng/try-image.sh', 'eng/kubectl.sh', 'eng/prometheus.sh',
])('%s', (script) => {
  it.skipIf(!hasShellcheck)(hasShellcheck ? 'passes shellcheck' : 'passes shellcheck (there is no shellcheck here)', async () => {
    expect(await run('shellcheck', ['--severity=warning', join(root, script)])).toEqual({ code: 0, out: '', err: '' });
  });
});
