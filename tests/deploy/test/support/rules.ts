import { parse } from 'yaml';
import { ours, theirs, type Database } from './database.js';
import { readText } from './files.js';
import { at, deploymentsOf, nameOf, podsOf, processesOf, rolesOf, type Container, type Manifest } from './manifests.js';
import { Network } from './network.js';
import { faultsOfGauge, faultsOfVariable } from './reference.js';
import { roles } from './roles.js';

export type Rule = (manifests: Manifest[]) => string[];

const containersOf = (deployment: Manifest) => podsOf(deployment).spec.containers;

function hasLabels(labels: Record<string, string>, wanted: unknown): boolean {
  const pairs = Object.entries((wanted ?? {}) as Record<string, string>);
  return pairs.length > 0 && pairs.every(([key, value]) => labels[key] === value);
}

/** The longest time that a process takes to stop, and longer than any drain: what the host gives itself. */
const stopSeconds = Number(/ShutdownTimeout = TimeSpan\.FromSeconds\((\d+)\)/.exec(readText('src/Homing.Host/HomingApplication.cs'))?.[1]);

/** Selectors find the pods that they are for, in the namespace where they are. */
export const selectors: Rule = (manifests) => manifests.flatMap((manifest) => {
  const { kind, metadata } = manifest;
  const found = (wanted: unknown) => deploymentsOf(manifests).some((deployment) =>
    deployment.metadata.namespace === metadata.namespace && hasLabels(podsOf(deployment).metadata.labels, wanted));
  if (kind === 'Deployment' && !hasLabels(podsOf(manifest).metadata.labels, at(manifest, 'spec', 'selector', 'matchLabels'))) {
    return [`${nameOf(manifest)} does not select its own pods`];
  }
  if (kind === 'Service' && !found(at(manifest, 'spec', 'selector'))) return [`${nameOf(manifest)} has no pods`];
  if (kind === 'PodDisruptionBudget' && !found(at(manifest, 'spec', 'selector', 'matchLabels'))) return [`${nameOf(manifest)} has no pods`];
  if (/^(AuthorizationPolicy|Sidecar)$/.test(kind) && metadata.namespace === 'homing') {
    const wanted = at(manifest, 'spec', 'selector', 'matchLabels') ?? at(manifest, 'spec', 'workloadSelector', 'labels');
    if (wanted && !found(wanted)) return [`${nameOf(manifest)} has no pods`];
  }
  if (kind === 'HorizontalPodAutoscaler') {
    const name = at(manifest, 'spec', 'scaleTargetRef', 'name');
    const target = deploymentsOf(manifests).find((deployment) => deployment.metadata.name === name);
    if (!target) return [`${nameOf(manifest)} scales nothing`];
    if (at(target, 'spec', 'replicas') !== undefined) return [`${nameOf(target)} says replicas, which a HorizontalPodAutoscaler decides`];
  }
  return [];
});

/** Apps named in lists of NetworkPolicies are there. */
export const appsOfPolicies: Rule = (manifests) => {
  const apps = new Set(deploymentsOf(manifests).map((deployment) => podsOf(deployment).metadata.labels['app']));
  return manifests.filter(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.namespace === 'homing').flatMap((policy) => {
    const expressions = (at(policy, 'spec', 'podSelector', 'matchExpressions') ?? []) as { key: string; values: string[] }[];
    return expressions.filter(({ key }) => key === 'app').flatMap(({ values }) => values).filter((app) => !apps.has(app))
      .map((app) => `${nameOf(policy)} selects ${app}, which is not there`);
  });
};

/** What is referred to is there: settings, volumes, ports, priorities. Secrets are those of make-secrets.sh, or made by Strimzi. */
export const references = (secrets: Manifest[]): Rule => (manifests) => deploymentsOf(manifests).flatMap((deployment) => {
  const { namespace } = deployment.metadata;
  const has = (kind: string, name: string) => manifests.some((one) => one.kind === kind && one.metadata.name === name
    && (one.metadata.namespace === namespace || kind === 'PriorityClass'));
  const { containers, volumes = [], priorityClassName } = podsOf(deployment).spec;
  const missing = (what: string, name: string) => `${nameOf(deployment)} refers to the ${what} ${name}, which is not there`;
  const hasSecret = (name: string, key: string) => secrets.some((one) => one.metadata.name === name
    && one.metadata.namespace === namespace && key in (one['stringData'] as object))
    || (key === 'password' && has('KafkaUser', name));
  return [
    ...containers.flatMap(({ envFrom = [] }) => envFrom).filter(({ configMapRef }) => !has('ConfigMap', configMapRef.name))
      .map(({ configMapRef }) => missing('ConfigMap', configMapRef.name)),
    ...containers.flatMap(({ env = [] }) => env).flatMap(({ valueFrom }) => valueFrom?.secretKeyRef ?? [])
      .filter(({ name, key, optional }) => !optional && !hasSecret(name, key)).map(({ name, key }) => missing('Secret', `${name}/${key}`)),
    ...volumes.flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? [])
      .filter((name) => !has('PersistentVolumeClaim', name)).map((name) => missing('PersistentVolumeClaim', name)),
    ...volumes.flatMap(({ configMap }) => configMap?.name ?? []).filter((name) => !has('ConfigMap', name)).map((name) => missing('ConfigMap', name)),
    ...containers.flatMap(({ volumeMounts = [] }) => volumeMounts).filter(({ name }) => !volumes.some((volume) => volume.name === name))
      .map(({ name }) => missing('volume', name)),
    ...(priorityClassName && !has('PriorityClass', priorityClassName) ? [missing('PriorityClass', priorityClassName)] : []),
  ];
});

/** Kiali, dashboards and Istio go by the labels app and version; the version is that of the image. */
export const labels: Rule = (manifests) => deploymentsOf(manifests).flatMap((deployment) => {
  const { app, version } = podsOf(deployment).metadata.labels;
  const tag = containersOf(deployment)[0]!.image.split(':').at(-1)!;
  return [
    ...(app === deployment.metadata.name ? [] : [`${nameOf(deployment)} has pods with the label app ${app ?? 'not set'}`]),
    ...(version && tag.startsWith(version) ? [] : [`${nameOf(deployment)} has pods with the version ${version ?? 'not set'} and an image ${tag}`]),
  ];
});

const isRestricted = ({ securityContext = {} }: Container) => securityContext['readOnlyRootFilesystem'] === true
  && securityContext['allowPrivilegeEscalation'] === false && JSON.stringify(at(securityContext, 'capabilities', 'drop')) === '["ALL"]';

/** Pods are what the namespace's policy `restricted` wants, and bounded. */
export const restricted: Rule = (manifests) => deploymentsOf(manifests).flatMap((deployment) => {
  const { securityContext = {}, containers } = podsOf(deployment).spec;
  return [
    ...(securityContext['runAsNonRoot'] === true && at(securityContext, 'seccompProfile', 'type') === 'RuntimeDefault'
      ? [] : [`${nameOf(deployment)} may run as root, or without seccomp`]),
    ...containers.filter((container) => !isRestricted(container)).map(({ name }) => `${nameOf(deployment)}: ${name} may write to its root or gain rights`),
    ...containers.filter(({ resources }) => !resources?.requests?.['memory'] || !resources.limits?.['memory'])
      .map(({ name }) => `${nameOf(deployment)}: ${name} has no bounds of memory`),
    ...containers.filter(({ readinessProbe }) => !readinessProbe).map(({ name }) => `${nameOf(deployment)}: ${name} does not say when it is ready`),
  ];
});

/** Each process is asked at the addresses that the host serves, and has the time to drain. */
export const lifecycle: Rule = (manifests) => processesOf(manifests).flatMap((deployment) => {
  const { containers, terminationGracePeriodSeconds: grace = 30, topologySpreadConstraints = [] } = podsOf(deployment).spec;
  const drain = settingOf(manifests, 'Homing__Gateway__DrainTimeout');
  const paused = Number(at(containers[0], 'lifecycle', 'preStop', 'sleep', 'seconds') ?? 0);
  return [
    ...(at(containers[0], 'readinessProbe', 'httpGet', 'path') === '/healthz/ready' && at(containers[0], 'livenessProbe', 'httpGet', 'path') === '/healthz/live'
      ? [] : [`${nameOf(deployment)} is not probed at /healthz/ready and /healthz/live`]),
    ...(grace > paused + stopSeconds ? [] : [`${nameOf(deployment)} is killed after ${String(grace)} s, but may take ${String(paused + stopSeconds)} s to stop`]),
    ...(drain < stopSeconds ? [] : [`Homing__Gateway__DrainTimeout is longer than the ${String(stopSeconds)} s in which the host stops`]),
    ...(topologySpreadConstraints.length > 0 ? [] : [`${nameOf(deployment)} is not spread`]),
  ];
});

function settingOf(manifests: Manifest[], name: string): number {
  const text = manifests.filter(({ kind }) => kind === 'ConfigMap').map((map) => at(map, 'data', name)).find((value) => value !== undefined);
  const [hours = 0, minutes = 0, seconds = 0] = ((text ?? '00:00:10') as string).split(':').map(Number);
  return hours * 3600 + minutes * 60 + seconds;
}

/** Each role is run by one Deployment, but for those that are somebody else's. */
export const everyRole = (others: string[]): Rule => (manifests) => {
  const run = processesOf(manifests).flatMap(rolesOf).toSorted();
  const wanted = roles.filter((role) => !others.includes(role));
  return JSON.stringify(run) === JSON.stringify(wanted) ? [] : [`the roles ${run.join(', ')} are run; there are ${wanted.join(', ')}`];
};

/** Images have a version. */
export function faultsOfImage(image: string): string[] {
  return /:v?\d+(\.\d+)+[\w.-]*$|:\d+-\d+\.\d+$/.test(image) ? [] : [`${image} is not pinned to a version`];
}

export const images: Rule = (manifests) => deploymentsOf(manifests).flatMap((deployment) => containersOf(deployment).flatMap(({ image }) => faultsOfImage(image)));

/** Variables name settings that there are. */
export const variables: Rule = (manifests) => [
  ...deploymentsOf(manifests).flatMap(containersOf).flatMap(({ env = [] }) => env).flatMap(({ name }) => faultsOfVariable(name)),
  ...manifests.filter(({ kind }) => kind === 'ConfigMap').flatMap((map) => Object.keys(at(map, 'data') as object)).flatMap(faultsOfVariable),
];

/** Where something is kept in a database, those who use it say so, have its address and a way to it; and nobody else has. */
export const database: Rule = (manifests) => [ours, theirs].flatMap((one) => faultsOfDatabase(manifests, one));

function faultsOfDatabase(manifests: Manifest[], { kept, connection, server }: Database): string[] {
  const network = new Network(manifests);
  const settings = new Map(manifests.filter(({ kind }) => kind === 'ConfigMap').map((map) => [map.metadata.name, at(map, 'data') as Record<string, string>]));
  const says = (deployment: Manifest, setting: string) => containersOf(deployment).some(({ env = [], envFrom = [] }) =>
    env.some(({ name, value }) => name === setting && value === 'database')
    || envFrom.some(({ configMapRef }) => settings.get(configMapRef.name)?.[setting] === 'database'));
  const inUse = [...kept].filter(([setting]) => processesOf(manifests).some((deployment) => says(deployment, setting)));
  return processesOf(manifests).flatMap((deployment) => {
    const address = `${deployment.metadata.namespace!}/${deployment.metadata.name}`;
    const uses = inUse.filter(([, roles]) => rolesOf(deployment).some((role) => roles.includes(role))).map(([setting]) => setting);
    const reference = containersOf(deployment)[0]!.env?.find(({ name }) => name === connection);
    const hasAWay = network.outOf(address, 5432).some((to) => to.endsWith(`/${server}`)) || (server === ours.server && network.toOutside(address, 5432));
    if (uses.length === 0) return reference || hasAWay ? [`${nameOf(deployment)} keeps nothing in ${server}, and could get there`] : [];
    return [
      ...uses.filter((setting) => !says(deployment, setting)).map((setting) => `${nameOf(deployment)} does not say ${setting}`),
      ...(reference?.valueFrom?.secretKeyRef && !reference.valueFrom.secretKeyRef.optional ? [] : [`${nameOf(deployment)} does not say which Secret has the address of ${server}`]),
      ...(hasAWay ? [] : [`${nameOf(deployment)} cannot get to ${server}`]),
    ];
  });
}

interface AdapterRules { rules: { custom: { name: { as: string } }[]; external: { name: { as: string } }[] } }
const adapter = (parse(readText('deploy/kubernetes/autoscaling/prometheus-adapter.yaml')) as AdapterRules).rules;
const made = { Pods: adapter.custom, External: adapter.external };

/** What replicas go by is at /metrics, and the adapter's rules make it. */
export const autoscaling: Rule = (manifests) => manifests.filter(({ kind }) => kind === 'HorizontalPodAutoscaler').flatMap((scaler) => {
  const metrics = at(scaler, 'spec', 'metrics') as { type: string; pods?: unknown; external?: unknown }[];
  return metrics.filter(({ type }) => type !== 'Resource').flatMap(({ type, pods, external }) => {
    const name = at(pods ?? external, 'metric', 'name') as string;
    return [...faultsOfGauge(name), ...(made[type as keyof typeof made].some((rule) => rule.name.as === name) ? [] : [`no rule of the adapter makes ${name}`])];
  });
});

/** Versions of interfaces that are still to change, or are on their way out. */
export const oldVersions: Rule = (manifests) => manifests.filter(({ apiVersion }) => /v\d+(alpha|beta)\d+$/.test(apiVersion))
  .map((manifest) => `${nameOf(manifest)} is of ${manifest.apiVersion}`);

const durations = new Set(['timeout', 'connectTimeout', 'idleTimeout', 'interval', 'baseEjectionTime', 'time', 'perTryTimeout', 'duration', 'maxAge']);

function badDurations(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => durations.has(key) && (typeof inner !== 'string' || !/^\d+(\.\d+)?(ms|s|m|h)$/.test(inner))
    ? [`${path}.${key} is ${String(inner)}, which is no duration`] : badDurations(inner, `${path}.${key}`));
}

const isIstio = ({ apiVersion }: Manifest) => apiVersion.includes('.istio.io/');

/** Istio takes durations as text with a unit; its schema takes any text. */
export const istioDurations: Rule = (manifests) => manifests.filter(isIstio).flatMap((manifest) => badDurations(manifest['spec'], nameOf(manifest)));

/** Routes lead to services that there are, at ports that they have. */
export const istioRoutes: Rule = (manifests) => {
  const services = new Set(manifests.filter(({ kind }) => kind === 'Service').flatMap((service) =>
    (at(service, 'spec', 'ports') as { port: number }[]).map(({ port }) => `${service.metadata.name}.${service.metadata.namespace!}.svc.cluster.local:${String(port)}`)));
  return manifests.filter(({ kind }) => kind === 'VirtualService').flatMap((virtual) => ((at(virtual, 'spec', 'http') ?? []) as unknown[])
    .flatMap((http) => (at(http, 'route') ?? []) as unknown[])
    .map((route) => `${at(route, 'destination', 'host') as string}:${String(at(route, 'destination', 'port', 'number'))}`)
    .filter((address) => !services.has(address)).map((address) => `${nameOf(virtual)} leads to ${address}, which is not there`));
};

/** What may be reached outside by the policies is in the mesh's registry too, where a proxy lets nothing else out. */
export const istioOutside: Rule = (manifests) => {
  if (!manifests.some(({ kind, ...sidecar }) => kind === 'Sidecar' && at(sidecar, 'spec', 'outboundTrafficPolicy', 'mode') === 'REGISTRY_ONLY')) return [];
  const entries = manifests.filter(({ kind, metadata }) => kind === 'ServiceEntry' && metadata.namespace === 'homing')
    .flatMap((entry) => at(entry, 'spec', 'ports') as { number: number }[]).map(({ number }) => number);
  return manifests.filter(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.namespace === 'homing').flatMap((policy) =>
    ((at(policy, 'spec', 'egress') ?? []) as { to?: { ipBlock?: unknown }[]; ports?: { port: number }[] }[])
      .filter(({ to = [] }) => to.some(({ ipBlock }) => ipBlock)).flatMap(({ ports = [] }) => ports)
      .filter(({ port }) => !entries.includes(port)).map(({ port }) => `${nameOf(policy)} leads to port ${String(port)}, where no ServiceEntry does`));
};

/** Sockets have no time limit, and are not tried again. */
export const istioSockets: Rule = (manifests) => manifests.filter(({ kind, metadata }) => kind === 'VirtualService' && metadata.name === 'edge').flatMap((virtual) => {
  const sockets = (at(virtual, 'spec', 'http') as unknown[])[0];
  return at(sockets, 'match', 0, 'uri', 'exact') === '/ws' && at(sockets, 'timeout') === '0s' && at(sockets, 'retries', 'attempts') === 0
    ? [] : [`${nameOf(virtual)} does not keep sockets`];
});
