import { describe, expect, it } from 'vitest';
import { broken } from './support/broken.js';
import { readJson } from './support/files.js';
import { faultsBySchema } from './support/schema.js';

const sink = readJson('deploy/mongodb/report.events.json');

describe('the sink to MongoDB', () => {
  it('has nothing wrong with it', () => {
    expect(faultsBySchema('mongodb-sink', sink)).toEqual([]);
  });

  it.each<[why: string, name: string, value?: string]>([
    ['a record that comes twice would be two documents', 'document.id.strategy', 'com.mongodb.kafka.connect.sink.processor.id.strategy.BsonOidStrategy'],
    ['a record that comes twice would be refused', 'writemodel.strategy', 'com.mongodb.kafka.connect.sink.writemodel.strategy.InsertOneDefaultStrategy'],
    ['the id of the event would be kept instead', 'document.id.strategy.overwrite.existing', 'false'],
    ['a password would stand in the file', 'connection.uri', 'mongodb://homing:secret@mongodb:27017'],
    ['values have no schema', 'value.converter.schemas.enable', 'true'],
    ['one bad record would stop the task', 'errors.tolerance', 'none'],
    ['a server that is away would lose records', 'mongo.errors.tolerance', 'all'],
    ['Homing reads its own dead letters and could not read these', 'errors.deadletterqueue.topic.name', 'report.events.dead'],
    ['another plugin has other settings', 'connector.class', 'at.grahsl.kafka.connect.mongodb.MongoDbSinkConnector'],
    ['what was there before would be left out', 'consumer.override.auto.offset.reset', 'latest'],
    ['a setting that does not exist', 'collections', 'report_events'],
    ['nobody knows where to', 'collection'],
  ])('would be caught: %s', (_, name, value) => {
    expect(faultsBySchema('mongodb-sink', broken(sink, [name], value))).not.toEqual([]);
  });
});
