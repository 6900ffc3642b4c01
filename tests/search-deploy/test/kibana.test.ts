import { describe, expect, it } from 'vitest';
import { broken } from './support/broken.js';
import { readText } from './support/files.js';
import { fieldsByPattern } from './support/mappings.js';
import { faultsOfSavedObjects, parseSavedObjects } from './support/savedObjects.js';

const objects = parseSavedObjects(readText('deploy/elasticsearch/kibana/saved-objects.ndjson'));
const fields = fieldsByPattern();
const layer = ['attributes', 'state', 'datasourceStates', 'formBased', 'layers', 'values'];

describe('the saved objects of Kibana', () => {
  it('are three data views, a map, four charts and a dashboard of them', () => {
    const count = (type: string) => objects.filter((object) => object.type === type).length;
    expect([count('index-pattern'), count('map'), count('lens'), count('dashboard'), objects.length]).toEqual([3, 1, 4, 1, 9]);
  });

  it('have nothing wrong with them', () => {
    expect(faultsOfSavedObjects(objects, fields)).toEqual([]);
  });

  it.each<[why: string, id: string, path: (string | number)[], value?: unknown]>([
    ['a reference to what is not there', 'route-map', ['references', 0, 'id'], 'positions'],
    ['a reference left out', 'route-map', ['references', 1]],
    ['a reference that nothing uses', 'route-map', ['references', 2], { name: 'layer_3_source_index_pattern', type: 'index-pattern', id: 'route-speeds' }],
    ['a panel without its object', 'route-dashboard', ['references', 0, 'name'], 'route-map:panel_map'],
    ['a chart shown as a map', 'route-dashboard', ['attributes', 'panelsJSON', 1, 'type'], 'map'],
    ['panels over each other', 'route-dashboard', ['attributes', 'panelsJSON', 1, 'gridData', 'x'], 20],
    ['a panel beyond the grid', 'route-dashboard', ['attributes', 'panelsJSON', 1, 'gridData', 'w'], 19],
    ['no panels', 'route-dashboard', ['attributes', 'panelsJSON'], []],
    ['a field that the topic does not have', 'route-rides-per-hour', ['attributes', 'state', 'query', 'query'], 'done: true'],
    ['a time field of others', 'route-positions', ['attributes', 'timeFieldName'], '@timestamp'],
    ['indices that nothing makes', 'route-positions', ['attributes', 'title'], 'positions-*'],
    ['a column of a field that is not mapped', 'route-speed-histogram', [...layer, 'columns', 'speed', 'sourceField'], 'speed_mps'],
    ['a column that is not in the order', 'route-speed-histogram', [...layer, 'columnOrder'], ['speed']],
    ['a metric that groups', 'route-speed-histogram', [...layer, 'columns', 'minutes', 'isBucketed'], true],
    ['an operation that does not exist', 'route-speed-by-route', [...layer, 'columns', 'speed', 'operationType'], 'mean'],
    ['a geo field that is not mapped', 'route-map', ['attributes', 'layerListJSON', 1, 'sourceDescriptor', 'geoField'], 'location'],
    ['a layer without data view', 'route-map', ['attributes', 'layerListJSON', 2, 'sourceDescriptor', 'indexPatternRefName']],
    ['a layer of a kind that does not exist', 'route-map', ['attributes', 'layerListJSON', 2, 'type'], 'VECTOR_POINTS'],
    ['a type that does not exist', 'route-map', ['type'], 'maps'],
    ['an older form', 'route-map', ['typeMigrationVersion'], '7.17.0'],
  ])('would be caught: %s', (_, id, path, value) => {
    const wrong = objects.map((object) => (object.id === id ? broken(object, path, value) : object));
    expect(wrong).not.toEqual(objects);
    expect(faultsOfSavedObjects(wrong, fields)).not.toEqual([]);
  });

  it('would be caught: an object twice', () => {
    expect(faultsOfSavedObjects([...objects, objects[0]!], fields)).not.toEqual([]);
  });

  it('would be caught: a line cut short', () => {
    expect(() => parseSavedObjects('{"type":"map","id":"a","attributes":{')).toThrow(SyntaxError);
    expect(() => parseSavedObjects('{"type":"map","id":"a","references":[],"attributes":{"layerListJSON":"[{"}}')).toThrow(SyntaxError);
  });
});
