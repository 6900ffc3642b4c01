import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { run } from '../../../search-deploy/test/support/run.js';
import { root } from './files.js';

export interface Manifest {
  [key: string]: unknown;
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string>; annotations?: Record<string, string> };
}

/** Says which resource a fault is of. */
export function nameOf({ kind, metadata }: Manifest): string {
  return `${kind} ${metadata.namespace ? metadata.namespace + '/' : ''}${metadata.name}`;
}

export function parseManifests(text: string): Manifest[] {
  return parseAllDocuments(text).map((document) => {
    if (document.errors.length > 0) throw new Error(document.errors[0]!.message);
    return document.toJS() as Manifest | null;
  }).filter((document) => document !== null);
}

/** kubectl, where `./homing test` or the shell says there is one. */
export const kubectl = process.env['KUBECTL']
  ?? await run('kubectl', ['version', '--client']).then(({ code }) => code === 0 ? 'kubectl' : '', () => '');

/** What a folder below deploy/kubernetes comes to. */
export async function build(folder: string): Promise<Manifest[]> {
  const { code, out, err } = await run(kubectl, ['kustomize', join(root, 'deploy/kubernetes', folder)], { HOME: '/nonexistent' });
  if (code !== 0) throw new Error(err);
  return parseManifests(out);
}

/** A value deep inside; undefined where there is none. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>((inner, step) => (inner as Record<string | number, unknown> | null | undefined)?.[step], value);
}

export interface EnvironmentVariable { name: string; value?: string; valueFrom?: { secretKeyRef?: { name: string; key: string; optional?: boolean } } }

export interface Container {
  name: string;
  image: string;
  args?: string[];
  env?: EnvironmentVariable[];
  envFrom?: { configMapRef: { name: string } }[];
  securityContext?: Record<string, unknown>;
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> };
  readinessProbe?: unknown;
  livenessProbe?: unknown;
  volumeMounts?: { name: string; mountPath: string }[];
  ports?: { name: string; containerPort: number }[];
}

export interface PodTemplate {
  metadata: { labels: Record<string, string> };
  spec: {
    containers: Container[];
    terminationGracePeriodSeconds?: number;
    securityContext?: Record<string, unknown>;
    topologySpreadConstraints?: unknown[];
    priorityClassName?: string;
    volumes?: { name: string; persistentVolumeClaim?: { claimName: string }; configMap?: { name: string } }[];
  };
}

/** The pods of a Deployment. */
export function podsOf(deployment: Manifest): PodTemplate {
  return at(deployment, 'spec', 'template') as PodTemplate;
}

export function deploymentsOf(manifests: Manifest[]): Manifest[] {
  return manifests.filter(({ kind }) => kind === 'Deployment');
}

/** The Deployments of our own program, and not of something that it needs. */
export function processesOf(manifests: Manifest[]): Manifest[] {
  return deploymentsOf(manifests).filter((deployment) => podsOf(deployment).spec.containers.some(({ args }) => args?.[0] === '--roles'));
}

/** The roles that a Deployment runs. */
export function rolesOf(deployment: Manifest): string[] {
  return podsOf(deployment).spec.containers.flatMap(({ args }) => args?.[0] === '--roles' ? (args[1] ?? '').split(',') : []);
}
