import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { broken } from '../../search-deploy/test/support/broken.js';
import { needing } from '../../search-deploy/test/support/needing.js';
import { run } from '../../search-deploy/test/support/run.js';
import { ours, theirs, usersOf, type Database } from './support/database.js';
import { root } from './support/files.js';
import { build, kubectl, nameOf, parseManifests, podsOf, processesOf, type Manifest } from './support/manifests.js';
import { faultsByModel, isStrimzi, unknownFields } from './support/models.js';
import { Network } from './support/network.js';
import { faultsOfVariable } from './support/reference.js';
import * as rules from './support/rules.js';
import { faultsByDefinition, faultsOfStrimzi } from './support/strimzi.js';

// kubectl is on the PATH, or `./homing test` has provided it.
needing('kubectl', kubectl !== '', 'what the overlays come to', { timeout: 120_000 }, () => {
  let local: Manifest[];
  let production: Manifest[];
  let search: Manifest[];
  let localDatabase: Manifest[];
  let database: Manifest[];
  let secrets: Manifest[];

  beforeAll(async () => {
    [local, production, search, localDatabase, database] = await Promise.all(
      ['local', 'production', 'with-search', 'local-with-database', 'with-database'].map((overlay) => build(`overlays/${overlay}`))) as [Manifest[], Manifest[], Manifest[], Manifest[], Manifest[]];
    secrets = parseManifests((await run('bash', [join(root, 'deploy/kubernetes/make-secrets.sh')])).out);
  }, 120_000);

  /** Each resource of all overlays once: most are the same in many. */
  const distinct = () => [...new Map([...local, ...production, ...search, ...localDatabase, ...database].map((one) => [JSON.stringify(one), one])).values()];
  const find = (manifests: Manifest[], name: string) => {
    const one = manifests.find((manifest) => nameOf(manifest) === name);
    if (!one) throw new Error(`There is no ${name}.`);
    return one;
  };

  /** A copy of all resources in which one is broken. */
  const breaking = (manifests: Manifest[], name: string, path: (string | number)[], value?: unknown) =>
    manifests.map((manifest) => nameOf(manifest) === name ? broken(manifest, path, value) : manifest);
  const without = (manifests: Manifest[], name: string) => {
    find(manifests, name);
    return manifests.filter((manifest) => nameOf(manifest) !== name);
  };
  const container = ['spec', 'template', 'spec', 'containers', 0];
  const pod = ['spec', 'template', 'spec'];
  const gateway = 'Deployment homing/gateway';
  const connectionOf = (name: string, manifests: Manifest[], { connection }: Database = ours) =>
    [...container, 'env', podsOf(find(manifests, name)).spec.containers[0]!.env!.findIndex((variable) => variable.name === connection)];

  describe('to the schemas of Kubernetes, Istio and Strimzi', () => {
    it('has the types, the required fields and the values that are allowed', async () => {
      const all = distinct();
      expect(all.length).toBeGreaterThan(120);
      expect((await Promise.all(all.map(async (manifest) => isStrimzi(manifest) ? faultsOfStrimzi(manifest) : faultsByModel(manifest)))).flat()).toEqual([]);
    });

    it('has no field that is not known, and would be caught with one', () => {
      const known = distinct().filter((manifest) => !isStrimzi(manifest));
      const samples = [
        broken(find(production, gateway), [...container, 'readynessProbe'], {}),
        broken(find(production, gateway), [...pod, 'terminationGracePeriod'], 60),
        broken(find(production, 'Service homing/gateway'), ['spec', 'ports', 0, 'targetport'], 8080),
        broken(find(production, 'NetworkPolicy homing/default-deny'), ['spec', 'policyType'], ['Ingress']),
        broken(find(production, 'VirtualService homing/edge'), ['spec', 'http', 0, 'timeouts'], '0s'),
        broken(find(production, 'DestinationRule homing/gateway'), ['spec', 'trafficPolicy', 'connectionpool'], {}),
      ];
      const faults = unknownFields([...known, ...samples]);
      expect(faults.slice(0, known.length).flat()).toEqual([]);
      expect(faults.slice(known.length).map((one) => one.length > 0)).toEqual(samples.map(() => true));
    });

    it.each<[string, string, (string | number)[], unknown]>([
      ['a number as text', gateway, ['spec', 'minReadySeconds'], 'ten'],
      ['a selector is missing', gateway, ['spec', 'selector'], undefined],
      ['a name is missing', gateway, [...container, 'name'], undefined],
      ['a strategy that does not exist', gateway, ['spec', 'strategy', 'type'], 7],
      ['a kind of another group', gateway, ['apiVersion'], 'batch/v1'],
      ['a budget with a list', 'PodDisruptionBudget homing/gateway', ['spec', 'maxUnavailable'], []],
      ['a scaler without its target', 'HorizontalPodAutoscaler homing/gateway', ['spec', 'scaleTargetRef'], undefined],
      ['a mode of mTLS that does not exist', 'PeerAuthentication homing/strict', ['spec', 'mtls', 'mode'], 'STRICTLY'],
      ['an action that does not exist', 'AuthorizationPolicy istio-ingress/homing-edge', ['spec', 'action'], 'REFUSE'],
      ['a balancing that does not exist', 'DestinationRule homing/gateway', ['spec', 'trafficPolicy', 'loadBalancer', 'simple'], 'FEWEST'],
    ])('would be caught: %s', async (_, name, path, value) => {
      expect(await faultsByModel(broken(find(production, name), path, value))).not.toEqual([]);
    });

    it.each<[string, string, (string | number)[], unknown]>([
      ['a replica count for Kafka, which pools have', 'Kafka homing/homing-kafka', ['spec', 'kafka', 'replicas'], 3],
      ['a listener without TLS said', 'Kafka homing/homing-kafka', ['spec', 'kafka', 'listeners', 0, 'tls'], undefined],
      ['a kind of listener that does not exist', 'Kafka homing/homing-kafka', ['spec', 'kafka', 'listeners', 0, 'type'], 'cluster'],
      ['a role that does not exist', 'KafkaNodePool homing/broker', ['spec', 'roles'], ['zookeeper']],
      ['a misspelt field', 'KafkaTopic homing/user-push', ['spec', 'partition'], 3],
      ['partitions as text', 'KafkaTopic homing/user-push', ['spec', 'partitions'], 'three'],
      ['an operation that does not exist', 'KafkaUser homing/homing-on-kafka', ['spec', 'authorization', 'acls', 0, 'operations'], ['Append']],
      ['Connect with a name for its group that it had before', 'KafkaConnect homing/homing-connect', ['spec', 'group'], 'homing'],
      ['a connector with text for its tasks', 'KafkaConnector homing/route.new-position-elasticsearch', ['spec', 'tasksMax'], 'two'],
    ])('would be caught by the definitions of Strimzi: %s', (_, name, path, value) => {
      expect(faultsByDefinition(broken(find([...production, ...search], name), path, value))).not.toEqual([]);
    });

    it.each<[string, string, (string | number)[], unknown]>([
      ['the old version', 'Kafka homing/homing-kafka', ['apiVersion'], 'kafka.strimzi.io/v1beta2'],
      ['a listener without TLS said', 'Kafka homing/homing-kafka', ['spec', 'kafka', 'listeners', 0, 'tls'], undefined],
      ['a replica count for Kafka, which pools have', 'Kafka homing/homing-kafka', ['spec', 'kafka', 'replicas'], 3],
      ['a pool of no cluster', 'KafkaNodePool homing/broker', ['metadata', 'labels'], {}],
      ['a role that does not exist', 'KafkaNodePool homing/broker', ['spec', 'roles'], ['zookeeper']],
      ['a topic without a retention', 'KafkaTopic homing/user-push', ['spec', 'config', 'retention.ms'], undefined],
      ['a policy that does not exist', 'KafkaTopic homing/user-push', ['spec', 'config', 'cleanup.policy'], 'compacted'],
      ['an underscore in a name', 'KafkaTopic homing/user-push', ['metadata', 'name'], 'user_push'],
      ['an operation that does not exist', 'KafkaUser homing/homing-on-kafka', ['spec', 'authorization', 'acls', 0, 'operations'], ['Append']],
      ['Connect without its group', 'KafkaConnect homing/homing-connect', ['spec', 'groupId'], undefined],
      ['a plugin of which any file is taken', 'KafkaConnect homing/homing-connect', ['spec', 'build', 'plugins', 0, 'artifacts', 0, 'sha512sum'], undefined],
      ['a checksum that is none', 'KafkaConnect homing/homing-connect', ['spec', 'build', 'plugins', 0, 'artifacts', 0, 'sha512sum'], 'latest'],
      ['a connector without a class', 'KafkaConnector homing/route.new-position-elasticsearch', ['spec', 'class'], undefined],
    ])('would be caught: %s', (_, name, path, value) => {
      expect(faultsOfStrimzi(broken(find([...production, ...search], name), path, value))).not.toEqual([]);
    });
  });

  describe('to rules of ours', () => {
    const all: [string, rules.Rule][] = [
      ['selectors', rules.selectors], ['appsOfPolicies', rules.appsOfPolicies], ['labels', rules.labels], ['restricted', rules.restricted],
      ['lifecycle', rules.lifecycle], ['images', rules.images], ['variables', rules.variables], ['autoscaling', rules.autoscaling],
      ['oldVersions', rules.oldVersions], ['istioDurations', rules.istioDurations], ['istioRoutes', rules.istioRoutes], ['istioSockets', rules.istioSockets],
      ['istioOutside', rules.istioOutside], ['database', rules.database],
      ['references', (manifests) => rules.references(secrets)(manifests)],
    ];

    it.each(all)('%s: nothing is wrong', (_, rule) => {
      expect([local, production, search, localDatabase, database].flatMap(rule)).toEqual([]);
    });

    it('runs every role once: all of them where the provider is here, and elsewhere all but the provider', () => {
      expect(rules.everyRole([])(local)).toEqual([]);
      expect(rules.everyRole(['reporting-app', 'reporting-file'])(production)).toEqual([]);
      expect(rules.everyRole([])(without(local, 'Deployment homing/parking-feed'))).not.toEqual([]);
    });

    it.each<[string, string, (string | number)[], unknown]>([
      ['selectors', gateway, [...pod.slice(0, 2), 'metadata', 'labels', 'app'], 'gate'],
      ['selectors', 'Service homing/gateway', ['spec', 'selector', 'app'], 'gateways'],
      ['selectors', 'PodDisruptionBudget homing/gateway', ['spec', 'selector', 'matchLabels', 'app'], 'gateways'],
      ['selectors', 'HorizontalPodAutoscaler homing/gateway', ['spec', 'scaleTargetRef', 'name'], 'gateways'],
      ['selectors', gateway, ['spec', 'replicas'], 3],
      ['selectors', 'AuthorizationPolicy homing/gateway', ['spec', 'selector', 'matchLabels', 'app'], 'gateways'],
      ['appsOfPolicies', 'NetworkPolicy homing/edge-reaches-what-serves-people', ['spec', 'podSelector', 'matchExpressions', 0, 'values', 0], 'gateways'],
      ['labels', gateway, [...pod.slice(0, 2), 'metadata', 'labels', 'version'], undefined],
      ['labels', gateway, [...container, 'image'], 'registry.example.org/homing/homing:0.2.0'],
      ['restricted', gateway, [...pod, 'securityContext', 'runAsNonRoot'], false],
      ['restricted', gateway, [...container, 'securityContext', 'readOnlyRootFilesystem'], undefined],
      ['restricted', gateway, [...container, 'securityContext', 'capabilities', 'drop'], []],
      ['restricted', gateway, [...container, 'resources', 'limits'], undefined],
      ['lifecycle', gateway, [...pod, 'terminationGracePeriodSeconds'], 30],
      ['lifecycle', gateway, [...container, 'readinessProbe', 'httpGet', 'path'], '/healthz'],
      ['lifecycle', gateway, [...pod, 'topologySpreadConstraints'], undefined],
      ['images', gateway, [...container, 'image'], 'homing/homing:latest'],
      ['images', gateway, [...container, 'image'], 'homing/homing'],
      ['variables', gateway, [...container, 'env', 0, 'name'], 'Homing__Redis__Config'],
      ['autoscaling', 'HorizontalPodAutoscaler homing/gateway', ['spec', 'metrics', 0, 'pods', 'metric', 'name'], 'homing_gateway_clients'],
      ['autoscaling', 'HorizontalPodAutoscaler homing/gateway', ['spec', 'metrics', 0, 'pods', 'metric', 'name'], 'homing_gateway_in_flight'],
      ['oldVersions', 'HorizontalPodAutoscaler homing/gateway', ['apiVersion'], 'autoscaling/v2beta2'],
      ['istioDurations', 'VirtualService homing/edge', ['spec', 'http', 2, 'timeout'], '15'],
      ['istioDurations', 'DestinationRule homing/gateway', ['spec', 'trafficPolicy', 'outlierDetection', 'interval'], 5],
      ['istioRoutes', 'VirtualService homing/edge', ['spec', 'http', 0, 'route', 0, 'destination', 'host'], 'gateways.homing.svc.cluster.local'],
      ['istioRoutes', 'VirtualService homing/edge', ['spec', 'http', 0, 'route', 0, 'destination', 'port', 'number'], 80],
      ['istioSockets', 'VirtualService homing/edge', ['spec', 'http', 0, 'timeout'], '15s'],
      ['references', gateway, [...container, 'envFrom', 0, 'configMapRef', 'name'], 'settings'],
      ['references', gateway, [...container, 'env', 0, 'valueFrom', 'secretKeyRef', 'key'], 'redis'],
      ['references', gateway, [...pod, 'priorityClassName'], 'high'],
      ['references', 'Deployment homing/report-trigger', [...pod, 'volumes', 2, 'persistentVolumeClaim', 'claimName'], 'documents'],
      ['istioOutside', 'ServiceEntry homing/redis', ['spec', 'ports', 0, 'number'], 6380],
    ])('%s: would be caught in %s at %j', (name, resource, path, value) => {
      const rule = new Map(all).get(name)!;
      const faults = rule(breaking(production, resource, path, value));
      expect(faults).not.toEqual([]);
    });

    it.each<[string, (manifests: Manifest[]) => Manifest[]]>([
      ['a role without what the others have there', (manifests) => breaking(manifests, gateway, [...container, 'envFrom', 1])],
      ['a role without its connection', (manifests) => without(manifests, gateway).concat({ ...find(production, gateway) })],
      ['a connection that may be missing', (manifests) => breaking(manifests, gateway, [...connectionOf(gateway, manifests), 'valueFrom', 'secretKeyRef', 'optional'], true)],
      ['a connection that everybody can read', (manifests) => breaking(manifests, gateway, connectionOf(gateway, manifests), { name: ours.connection, value: 'Host=database.example.org;Password=x' })],
      ['somebody else with the connection', (manifests) => breaking(manifests, 'Deployment homing/external-reader', [...container, 'env', 0, 'name'], ours.connection)],
      ['no way out of the cluster', (manifests) => without(manifests, 'NetworkPolicy homing/some-reach-the-database-outside')],
      ['a way for everybody', (manifests) => breaking(manifests, 'NetworkPolicy homing/some-reach-the-database-outside', ['spec', 'podSelector'], {})],
      ['another port', (manifests) => breaking(manifests, 'NetworkPolicy homing/some-reach-the-database-outside', ['spec', 'egress', 0, 'ports', 0, 'port'], 5433)],
      ['a role that is not let out', (manifests) => breaking(manifests, gateway, [...pod.slice(0, 2), 'metadata', 'labels', 'homing.io/database'])],
    ])('would be caught of the database: %s', (_, wrong) => {
      expect(rules.database(wrong(database))).not.toEqual([]);
    });

    it.each<[string, (manifests: Manifest[]) => Manifest[]]>([
      ['no way to it', (manifests) => without(manifests, 'NetworkPolicy reporting-provider/app-reaches-its-warehouse')],
      ['a way for reporting-file', (manifests) => breaking(manifests, 'NetworkPolicy reporting-provider/app-reaches-its-warehouse', ['spec', 'podSelector'], {})],
      ['our database in its place', (manifests) => breaking(manifests, 'Deployment reporting-provider/reporting-app', [...connectionOf('Deployment reporting-provider/reporting-app', manifests, theirs), 'name'], ours.connection)],
    ])('would be caught of the warehouse: %s', (_, wrong) => {
      expect(rules.database(wrong(localDatabase))).not.toEqual([]);
    });

    it('would be caught: a database that the mesh does not know', () => {
      expect(rules.istioOutside(without(database, 'ServiceEntry homing/database'))).not.toEqual([]);
    });

    it('takes no setting that the page does not have', () => {
      expect(faultsOfVariable('Homing__Gateway__Urls__0')).toEqual([]);
      expect(faultsOfVariable('Homing__Kafka__Client__sasl_password')).toEqual([]);
      expect(faultsOfVariable('Homing__Gateway__Url')).not.toEqual([]);
      expect(faultsOfVariable('Homing__Kafka__Clients__sasl_password')).not.toEqual([]);
    });
  });

  describe('on the network', () => {
    // A pod that no policy knows: the default is all there is for it.
    const stranger = (namespace: string): Manifest => ({
      apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'stranger', namespace }, spec: { template: { metadata: { labels: { app: 'stranger' } }, spec: { containers: [] } } },
    });
    const ask = (manifests: Manifest[]) => {
      const network = new Network([...manifests, ...['homing', 'reporting-provider'].map(stranger)]);
      return {
        intoAStranger: ['homing', 'reporting-provider'].flatMap((namespace) => network.into(`${namespace}/stranger`, 8080)),
        outOfTheApp: network.outOf('reporting-provider/reporting-app', 8080),
        outOfTheFile: network.outOf('reporting-provider/reporting-file', 8080),
        toTheLog: [6379, 9093].flatMap((port) => network.outOf('reporting-provider/reporting-app', port)),
        intoTheApp: network.into('reporting-provider/reporting-app', 8080),
        outOfTheGateway: network.outOf('homing/gateway', 8080),
        toRedis: network.outOf('homing/gateway', 6379),
        intoTheGateway: network.into('homing/gateway', 8080),
        intoTheDispatcher: network.into('homing/report-dispatcher', 8080),
        intoTheReader: network.into('homing/external-reader', 8080),
      };
    };

    it('lets the provider reach its own and the external reader alone, and those who order, fetch and delete reach the provider', () => {
      expect(ask(local)).toEqual({
        intoAStranger: [],
        outOfTheApp: ['homing/external-reader', 'reporting-provider/reporting-file'],
        outOfTheFile: [],
        toTheLog: [],
        intoTheApp: ['homing/report-dispatcher', 'homing/report-trace'],
        outOfTheGateway: [],
        toRedis: ['homing/redis'],
        intoTheGateway: [],
        intoTheDispatcher: [],
        intoTheReader: ['reporting-provider/reporting-app'],
      });
    });

    const toTheDatabase = (manifests: Manifest[]) => {
      const network = new Network([...manifests, stranger('homing')]);
      return {
        out: processesOf(manifests).map(({ metadata }) => `${metadata.namespace!}/${metadata.name}`).filter((name) => network.outOf(name, 5432).includes('homing/postgres')).toSorted(),
        in: network.into('homing/postgres', 5432),
        on: network.outOf('homing/postgres', 5432),
        ofTheProvider: network.outOf('reporting-provider/reporting-app', 5432),
        intoTheWarehouse: network.into('reporting-provider/warehouse', 5432),
      };
    };

    it('lets those to the database who keep something there, and nobody else', () => {
      const those = usersOf(ours).map((role) => `homing/${role}`);
      expect(toTheDatabase(localDatabase)).toEqual({
        out: those, in: those, on: [], ofTheProvider: ['reporting-provider/warehouse'], intoTheWarehouse: ['reporting-provider/reporting-app'],
      });
    });

    it.each<[string, (manifests: Manifest[]) => Manifest[]]>([
      ['the database is open', (manifests) => without(manifests, 'NetworkPolicy homing/some-are-heard-by-the-database')],
      ['everybody may ask the database', (manifests) => breaking(manifests, 'NetworkPolicy homing/some-are-heard-by-the-database', ['spec', 'ingress', 0, 'from'], [{ podSelector: {} }])],
      ['nobody is let out to the database', (manifests) => without(manifests, 'NetworkPolicy homing/some-reach-the-database')],
    ])('would be caught: %s', (_, wrong) => {
      expect(toTheDatabase(wrong(localDatabase))).not.toEqual(toTheDatabase(localDatabase));
    });

    it.each<[string, (manifests: Manifest[]) => Manifest[]]>([
      ['the provider is not closed', (manifests) => without(manifests, 'NetworkPolicy reporting-provider/default-deny')],
      ['ours are not closed', (manifests) => without(manifests, 'NetworkPolicy homing/default-deny')],
      ['everybody may be called by the provider', (manifests) => breaking(manifests, 'NetworkPolicy homing/provider-reaches-the-external-reader', ['spec', 'podSelector'], {})],
      ['the provider may call everybody', (manifests) => breaking(manifests, 'NetworkPolicy reporting-provider/app-reaches-its-storage-and-calls-back', ['spec', 'egress'], [{}])],
    ])('would be caught: %s', (_, wrong) => {
      expect(ask(wrong(local))).not.toEqual(ask(local));
    });
  });

  it('would not be built with a file that is missing', async () => {
    await expect(build('overlays/none')).rejects.toThrow();
  });
});
