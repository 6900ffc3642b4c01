import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../search-deploy/test/support/run.js';
import { readText, root } from './support/files.js';
import { at, parseManifests } from './support/manifests.js';

interface Topic { name: string; partitions: number; configuration: Record<string, string> }

const topics: Topic[] = readText('deploy/kafka/topics.tsv').split('\n').filter((line) => line && !line.startsWith('#')).map((line) => {
  const [name = '', partitions, configuration = ''] = line.split('\t');
  return { name, partitions: Number(partitions), configuration: Object.fromEntries(configuration.split(' ').map((item) => item.split('='))) as Record<string, string> };
});
const shared = { 'min.insync.replicas': '2', 'max.message.bytes': '2097152', 'message.timestamp.type': 'LogAppendTime' };

const constants: [string, string][] = [
  ['src/Homing.Core/Messages/Topics.cs', 'ClientRequest'], ['src/Homing.Core/Messages/Topics.cs', 'ClientCancel'],
  ['src/Homing.Core/Messages/Topics.cs', 'ClientResponseBroadcast'], ['src/Homing.Core/Messages/Topics.cs', 'UserPush'],
  ['src/Homing.Core/Messages/Topics.cs', 'Operations'], ['src/Homing.Core/Streams/StreamEpochs.cs', 'Topic'],
  ['src/Homing.Core/Leases/LeaseEpochs.cs', 'Topic'], ['src/Homing.Gateway/Identity/SpentTickets.cs', 'Topic'],
  ['src/Homing.Gateway/Identity/KeysInLog.cs', 'Topic'], ['src/Homing.Host/Identity/DemoPassword.cs', 'Topic'],
  ['apps/Parking/Availability/AvailabilityMessage.cs', 'Topic'], ['apps/Deliveries/DeliveryTopics.cs', 'NewDirection'],
  ['apps/Deliveries/DeliveryTopics.cs', 'NewPosition'], ['apps/Deliveries/DeliveryTopics.cs', 'Rides'], ['apps/Reports/Contracts/ReportTopics.cs', 'Events'],
];

describe('the topics', () => {
  it('are those that the code names', () => {
    const named = constants.map(([file, constant]) => new RegExp(`const string ${constant} = "([^"]+)"`).exec(readText(file))?.[1]);
    expect(topics.map(({ name }) => name).toSorted()).toEqual(named.toSorted());
  });

  it('have the partitions that the defaults of the settings want', () => {
    const of = (name: string) => topics.find((topic) => topic.name === name)?.partitions;
    const setting = (name: string) => Number(new RegExp(`\`${name}\` \\| (\\d+) `).exec(readText('docs/reference/configuration.md'))?.[1]);
    expect(of('client_request')).toBe(setting('Homing:Messaging:RequestPartitions'));
    expect(of('route.new-position')).toBe(setting('Homing:Deliveries:Partitions'));
    expect(of('report.events')).toBe(setting('Homing:Reports:Partitions'));
  });

  it('are laid out alike for Strimzi, with the partitions that the settings there say', () => {
    const requests = Number(/RequestPartitions=(\d+)/.exec(readText('deploy/kubernetes/base/settings.env'))?.[1]);
    const resources = parseManifests(readText('deploy/kubernetes/kafka/topics.yaml')).map((resource) => ({
      name: at(resource, 'spec', 'topicName'),
      partitions: at(resource, 'spec', 'partitions'),
      configuration: Object.fromEntries(Object.entries(at(resource, 'spec', 'config') as object).map(([key, value]) => [key, String(value)])),
    }));
    expect(resources).toEqual(topics.map((topic) => ({
      ...topic, partitions: topic.name === 'client_request' ? requests : topic.partitions, configuration: { ...shared, ...topic.configuration },
    })));
  });

  it('can be used by Homing, and those that it makes itself can be made', () => {
    const user = readText('deploy/kubernetes/kafka/user.yaml');
    const prefixes = [...user.matchAll(/name: ([\w.]+), patternType: prefix \}, operations: \[([^\]]+)\]/g)];
    const uncovered = [...topics.map(({ name }) => name), 'client_response_0', 'client_request.dead', 'report.events.dead']
      .filter((topic) => !prefixes.some(([, prefix, operations]) => topic.startsWith(prefix!) && ['Read', 'Write', 'Create', 'AlterConfigs'].every((one) => operations!.includes(one))));
    expect(uncovered).toEqual([]);
  });
});

describe('the connectors as resources', () => {
  it.each(['route.new-direction', 'route.new-position'])('%s is the one that is there as a file, but for what a cluster of three brokers has', (name) => {
    const file = JSON.parse(readText(`deploy/elasticsearch/connectors/${name}.json`)) as Record<string, string>;
    const resource = parseManifests(readText('deploy/kubernetes/components/search/connectors.yaml')).find(({ metadata }) => metadata.name === `${name}-elasticsearch`);
    const config = at(resource, 'spec', 'config') as Record<string, string>;
    expect({ ...config, 'connector.class': at(resource, 'spec', 'class'), 'tasks.max': String(at(resource, 'spec', 'tasksMax')) })
      .toEqual({ ...file, 'errors.deadletterqueue.topic.replication.factor': '3' });
  });
});

// No broker is here: the script is run with a program in place of Kafka's that writes down what it is told.
describe('the script that makes topics', () => {
  it('asks for each topic once, with all of its configuration, and ends with the first that is refused', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'homing-topics-'));
    try {
      const program = join(folder, 'kafka-topics');
      writeFileSync(program, `#!/bin/sh\necho "$*" >>"${folder}/asked"\ncase "$*" in *"--topic $REFUSED "*) exit 1 ;; esac\n`);
      chmodSync(program, 0o755);
      const make = (refused: string) => run('bash', [join(root, 'deploy/kafka/make-topics.sh')],
        { BOOTSTRAP_SERVERS: 'kafka:19092', REPLICATION_FACTOR: '1', MIN_INSYNC_REPLICAS: '1', KAFKA_TOPICS: program, REFUSED: refused });
      expect(await make('none')).toEqual({ code: 0, out: 'topics: done\n', err: '' });
      const asked = readFileSync(join(folder, 'asked'), 'utf8').trimEnd().split('\n');
      expect(asked).toHaveLength(topics.length);
      for (const [index, { name, partitions, configuration }] of topics.entries()) {
        expect(asked[index]).toContain(`--bootstrap-server kafka:19092 --create --if-not-exists --topic ${name} --partitions ${String(partitions)} --replication-factor 1 --config min.insync.replicas=1 `);
        for (const [key, value] of Object.entries(configuration)) expect(`${asked[index]!} `).toContain(`--config ${key}=${value} `);
      }
      expect((await make('user_push')).code).not.toBe(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
