import { describe, expect, it } from 'vitest';
import { broken } from './support/broken.js';
import { faultsOfConnector } from './support/connector.js';
import { readResources } from './support/files.js';

const connectors = readResources('connectors');
const positions = connectors.get('route.new-position')!;

describe('the connectors', () => {
  it('are one for each topic', () => {
    expect([...connectors].map(([name, settings]) => [name, settings['topics']])).toEqual([
      ['route.new-direction', 'route.new-direction'],
      ['route.new-position', 'route.new-position'],
    ]);
  });

  it.each([...connectors])('%s has nothing wrong with it', (_, settings) => {
    expect(faultsOfConnector(settings)).toEqual([]);
  });

  it.each<[why: string, name: string, value?: string]>([
    ['ids from keys would keep one document a route', 'key.ignore', 'false'],
    ['partial updates need no version and hide conflicts', 'write.method', 'upsert'],
    ['another plugin has other settings', 'connector.class', 'io.aiven.connect.elasticsearch.ElasticsearchSinkConnector'],
    ['a bad document would stop the task for ever', 'behavior.on.malformed.documents', 'fail'],
    ['a bad document would vanish', 'errors.deadletterqueue.topic.name'],
    ['Homing reads its own dead letters and could not read these', 'errors.deadletterqueue.topic.name', 'route.new-position.dead'],
    ['a value that is no JSON would stop the task', 'errors.tolerance', 'none'],
    ['who reads a dead letter would not know why', 'errors.deadletterqueue.context.headers.enable', 'false'],
    ['values have no schema', 'value.converter.schemas.enable', 'true'],
    ['offsets by changed topic names are refused', 'flush.synchronously', 'false'],
    ['YYYY is the year of the week', 'transforms.day.timestamp.format', 'YYYY.MM.dd'],
    ['the age of an index is read from its name', 'transforms.day.timestamp.format', 'yyyyMMdd'],
    ['the moment of a position would be lost', 'transforms.observedAt.timestamp.field', 'timestamp'],
    ['a transform that is not configured', 'transforms', 'observedAt,day,unknown'],
    ['numbers are strings for Connect', 'batch.size', 'many'],
    ['a setting that does not exist', 'key.ignored', 'true'],
    ['topics of others', 'topics', 'client_request'],
    ['values of clients would be in the logs', 'errors.log.include.messages', 'true'],
    ['the buffer would not hold what is in flight', 'max.buffered.records', '7999'],
    ['a batch would wait for longer than a flush', 'linger.ms', '120001'],
    ['the group would take the task for dead', 'flush.timeout.ms', '300000'],
    ['the group would take the task for dead while it tries again', 'max.retries', '8'],
  ])('would be caught: %s', (_, name, value) => {
    expect(faultsOfConnector(broken(positions, [name], value))).not.toEqual([]);
  });
});
