import type { Json } from './files.js';
import { faultsBySchema } from './schema.js';

interface Reference { name: string; type: string; id: string }
interface SavedObject extends Json { type: string; id: string; attributes: Json; references: Reference[] }

// Kibana keeps these as JSON within strings.
const NESTED = [
  'layerListJSON', 'mapStateJSON', 'uiStateJSON', 'panelsJSON', 'optionsJSON', 'searchSourceJSON',
  'fields', 'fieldFormatMap', 'runtimeFieldMap', 'sourceFilters', 'fieldAttrs', 'typeMeta',
];

function unfold(value: unknown, key = ''): unknown {
  if (typeof value === 'string' && NESTED.includes(key)) return JSON.parse(value);
  if (Array.isArray(value)) return value.map((item) => unfold(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, unfold(inner, name)]));
}

/** The objects of an export, one a line, with the JSON within strings read. */
export function parseSavedObjects(ndjson: string): SavedObject[] {
  return ndjson.trimEnd().split('\n').map((line) => {
    const object = JSON.parse(line) as SavedObject;
    return { ...object, attributes: unfold(object.attributes) as Json };
  });
}

interface Layer { sourceDescriptor: { indexPatternRefName?: string; geoField?: string; sortField?: string; topHitsSplitField?: string; tooltipProperties?: string[] } }
interface Column { sourceField: string }
interface LensLayer { columns: Record<string, Column>; columnOrder: string[] }
interface Panel { type: string; panelIndex: string; panelRefName: string; gridData: { x: number; y: number; w: number; h: number; i: string } }

const layersOf = (object: SavedObject) => object.attributes['layerListJSON'] as Layer[];
const lensLayersOf = (object: SavedObject) =>
  (object.attributes['state'] as { datasourceStates: { formBased: { layers: Record<string, LensLayer> } } }).datasourceStates.formBased.layers;
const panelsOf = (object: SavedObject) => object.attributes['panelsJSON'] as Panel[];

/** The references that an object's own content asks for, by name. */
function neededBy(object: SavedObject): string[] {
  switch (object.type) {
    case 'map':
      return layersOf(object).flatMap((layer) => layer.sourceDescriptor.indexPatternRefName ?? []);
    case 'lens':
      return Object.keys(lensLayersOf(object)).map((layer) => `indexpattern-datasource-layer-${layer}`);
    case 'dashboard':
      return panelsOf(object).map((panel) => `${panel.panelIndex}:${panel.panelRefName}`);
    default:
      return [];
  }
}

/** The fields that an object uses, with the name of the reference to the data view that must have them. */
function fieldsUsedBy(object: SavedObject): { reference: string; field: string }[] {
  if (object.type === 'map') {
    return layersOf(object).flatMap(({ sourceDescriptor: source }) =>
      [source.geoField, source.sortField, source.topHitsSplitField, ...(source.tooltipProperties ?? [])]
        .filter((field) => field !== undefined)
        .map((field) => ({ reference: source.indexPatternRefName!, field })));
  }
  if (object.type !== 'lens') return [];
  const ofColumns = Object.entries(lensLayersOf(object)).flatMap(([layer, { columns }]) =>
    Object.values(columns).map(({ sourceField }) => ({ reference: `indexpattern-datasource-layer-${layer}`, field: sourceField })));
  const { query } = (object.attributes['state'] as { query: { query: string } }).query;
  const ofQuery = [...query.matchAll(/([\w.]+)\s*:/g)].map((match) => ({ reference: ofColumns[0]!.reference, field: match[1]! }));
  return [...ofColumns.filter(({ field }) => field !== '___records___'), ...ofQuery];
}

const overlap = (a: Panel['gridData'], b: Panel['gridData']) =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

function faultsOfPanels(panels: Panel[], references: Reference[]): string[] {
  const faults = panels.flatMap((panel, index) => [
    ...(panel.gridData.x + panel.gridData.w > 48 ? [`panel ${panel.panelIndex} is wider than the grid`] : []),
    ...(panel.gridData.i === panel.panelIndex ? [] : [`panel ${panel.panelIndex} has the place of ${panel.gridData.i}`]),
    ...panels.slice(index + 1).filter((other) => overlap(panel.gridData, other.gridData))
      .map((other) => `panel ${panel.panelIndex} lies over ${other.panelIndex}`),
  ]);
  const wrongType = panels.filter((panel) =>
    references.some((reference) => reference.name === `${panel.panelIndex}:${panel.panelRefName}` && reference.type !== panel.type));
  return [...faults, ...wrongType.map((panel) => `panel ${panel.panelIndex} is not what it refers to`)];
}

/**
 * What is wrong with saved objects: each by our schema; then that every reference is asked for and leads to an object of
 * the file, and that every field is in the mapping of the indices that the data view is of.
 */
export function faultsOfSavedObjects(objects: SavedObject[], fieldsOfIndices: Map<string, Set<string>>): string[] {
  const byKey = new Map(objects.map((object) => [`${object.type}/${object.id}`, object]));
  const faults = byKey.size === objects.length ? [] : ['two objects have one id'];
  for (const object of objects) {
    const add = (fault: string) => faults.push(`${object.type}/${object.id}: ${fault}`);
    const bySchema = faultsBySchema('kibana', object);
    bySchema.forEach(add);
    if (bySchema.length > 0) continue;

    const names = object.references.map((reference) => reference.name);
    const needed = neededBy(object);
    needed.filter((name) => !names.includes(name)).forEach((name) => { add(`there is no reference ${name}`); });
    names.filter((name) => !needed.includes(name)).forEach((name) => { add(`nothing uses the reference ${name}`); });
    object.references.filter(({ type, id }) => !byKey.has(`${type}/${id}`)).forEach(({ type, id }) => { add(`${type}/${id} is not in the file`); });

    for (const { reference, field } of fieldsUsedBy(object)) {
      const view = byKey.get(`index-pattern/${object.references.find(({ name }) => name === reference)?.id ?? ''}`);
      const fields = view && fieldsOfIndices.get(view.attributes['title'] as string);
      if (fields && !fields.has(field)) add(`${view.attributes['title'] as string} has no field ${field}`);
    }
    if (object.type === 'index-pattern') {
      const fields = fieldsOfIndices.get(object.attributes['title'] as string);
      if (!fields) add(`no template makes ${object.attributes['title'] as string}`);
      else if (!fields.has(object.attributes['timeFieldName'] as string)) add(`its time field is not in the mapping`);
    }
    if (object.type === 'lens') {
      for (const { columns, columnOrder } of Object.values(lensLayersOf(object))) {
        if (columnOrder.toSorted().join() !== Object.keys(columns).toSorted().join()) add('columnOrder does not have all columns');
      }
    }
    if (object.type === 'dashboard') faultsOfPanels(panelsOf(object), object.references).forEach(add);
  }
  return faults;
}
