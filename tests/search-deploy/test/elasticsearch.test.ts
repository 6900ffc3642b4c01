import { describe, expect, it } from 'vitest';
import { broken } from './support/broken.js';
import { fieldsOf, readResources, type Json } from './support/files.js';
import { fieldsOfTemplate } from './support/mappings.js';
import { faultsBySchema } from './support/schema.js';

const kinds = {
  'ilm': 'ilm',
  'ingest-pipelines': 'pipeline',
  'component-templates': 'componentTemplate',
  'index-templates': 'indexTemplate',
  'transforms': 'transform',
} as const;
const resources = Object.entries(kinds).flatMap(([folder, kind]) =>
  [...readResources(`elasticsearch/${folder}`)].map(([name, value]) => ({ folder, kind, name, value })));
const of = (folder: keyof typeof kinds, name: string) => readResources(`elasticsearch/${folder}`).get(name)!;
const faults = (kind: string, value: unknown) => faultsBySchema(`elasticsearch#/$defs/${kind}`, value);

describe('what Elasticsearch is given', () => {
  it('is all there', () => {
    expect(resources.map(({ folder, name }) => `${folder}/${name}`)).toEqual([
      'ilm/route-history', 'ingest-pipelines/route-record', 'component-templates/route-record',
      'index-templates/route-speeds', 'index-templates/route.new-direction', 'index-templates/route.new-position',
      'transforms/route-speeds',
    ]);
  });

  it.each(resources)('$folder/$name has nothing wrong with it', ({ kind, value }) => {
    expect(faults(kind, value)).toEqual([]);
  });

  it.each<[why: string, folder: keyof typeof kinds, name: string, path: (string | number)[], value?: unknown]>([
    ['a phase that makes indices read-only', 'ilm', 'route-history', ['policy', 'phases', 'warm'], { min_age: '2d', actions: { forcemerge: { max_num_segments: 1 } } }],
    ['rollover, with which ids are unique no more', 'ilm', 'route-history', ['policy', 'phases', 'hot', 'actions', 'rollover'], { max_age: '1d' }],
    ['no end', 'ilm', 'route-history', ['policy', 'phases', 'delete']],
    ['an age without unit', 'ilm', 'route-history', ['policy', 'phases', 'delete', 'min_age'], '31'],
    ['a processor that does not exist', 'ingest-pipelines', 'route-record', ['processors', 0], { stamp: {} }],
    ['no processor', 'ingest-pipelines', 'route-record', ['processors'], []],
    ['ages counted from when an index was made', 'component-templates', 'route-record', ['template', 'settings', 'index', 'lifecycle', 'parse_origination_date']],
    ['fields that records add by themselves', 'component-templates', 'route-record', ['template', 'mappings', 'dynamic'], true],
    ['text in place of keyword', 'component-templates', 'route-record', ['template', 'mappings', 'properties', 'routeId'], { type: 'text' }],
    ['a type that does not exist', 'index-templates', 'route.new-position', ['template', 'mappings', 'properties', 'position', 'type'], 'geopoint'],
    ['no pattern', 'index-templates', 'route.new-position', ['index_patterns'], []],
    ['everything', 'index-templates', 'route.new-position', ['index_patterns'], ['*']],
    ['a priority that built-in templates share', 'index-templates', 'route.new-position', ['priority'], 100],
    ['the old form of templates', 'index-templates', 'route.new-position', ['mappings'], {}],
    ['records that came late would be missed', 'transforms', 'route-speeds', ['sync', 'time', 'field'], 'observed_at'],
    ['a script left out', 'transforms', 'route-speeds', ['pivot', 'aggregations', 'moved', 'scripted_metric', 'combine_script']],
    ['neither pivot nor latest', 'transforms', 'route-speeds', ['pivot']],
    ['a grouping that does not exist', 'transforms', 'route-speeds', ['pivot', 'group_by', 'routeId'], { term: { field: 'routeId' } }],
  ])('would be caught: %s', (_, folder, name, path, value) => {
    expect(faults(kinds[folder], broken(of(folder, name), path, value))).not.toEqual([]);
  });

  it('refers to nothing that it does not have', () => {
    const settings = (of('component-templates', 'route-record')['template'] as { settings: { index: { default_pipeline: string; lifecycle: { name: string } } } }).settings.index;
    expect(readResources('elasticsearch/ingest-pipelines').has(settings.default_pipeline)).toBe(true);
    expect(readResources('elasticsearch/ilm').has(settings.lifecycle.name)).toBe(true);
    const components = [...readResources('elasticsearch/index-templates').values()].flatMap((template) => (template['composed_of'] as string[] | undefined) ?? []);
    expect(components.filter((name) => !readResources('elasticsearch/component-templates').has(name))).toEqual([]);
  });

  const added = ['observed_at', 'ingested_at'];

  it.each([
    ['route.new-direction', 'DirectionMessage'],
    ['route.new-position', 'PositionMessage'],
  ] as const)('maps exactly the fields of %s, and when it was and came', (topic, message) => {
    expect([...fieldsOfTemplate(topic).keys()].toSorted()).toEqual([...fieldsOf(message), ...added].toSorted());
    expect(of('index-templates', topic)['index_patterns']).toEqual([`${topic}-*`]);
  });

  it('maps positions as places and moments as dates', () => {
    const fields = fieldsOfTemplate('route.new-position');
    expect([fields.get('position'), fields.get('observed_at'), fields.get('finished')]).toEqual(['geo_point', 'date', 'boolean']);
  });

  it('transforms fields that are mapped into fields that are mapped', () => {
    const transform = of('transforms', 'route-speeds') as {
      source: { index: string[] }; dest: { index: string }; sync: { time: { field: string } }; retention_policy: { time: { field: string } };
      pivot: { group_by: Record<string, Record<string, { field: string }>>; aggregations: Record<string, Json> };
    };
    expect(transform.source.index).toEqual(of('index-templates', 'route.new-position')['index_patterns']);
    expect([transform.dest.index]).toEqual(of('index-templates', 'route-speeds')['index_patterns']);
    const from = fieldsOfTemplate('route.new-position');
    const into = fieldsOfTemplate('route-speeds');
    const { map_script: map, reduce_script: reduce } = transform.pivot.aggregations['moved']!['scripted_metric'] as { map_script: string; reduce_script: string };
    const read = [
      transform.sync.time.field,
      ...Object.values(transform.pivot.group_by).flatMap((group) => Object.values(group).map(({ field }) => field)),
      ...[...map.matchAll(/doc\['(\w+)'\]/g)].map((match) => match[1]!),
    ];
    const written = [
      transform.retention_policy.time.field,
      ...Object.keys(transform.pivot.group_by),
      ...Object.keys(transform.pivot.aggregations).filter((name) => name !== 'moved'),
      ...[...reduce.matchAll(/moved\.put\('(\w+)'/g)].map((match) => `moved.${match[1]!}`),
    ];
    expect(read.filter((field) => !from.has(field))).toEqual([]);
    expect(written.toSorted().filter((field, index, all) => all.indexOf(field) === index)).toEqual([...into.keys()].toSorted());
  });
});
