// Makes the small GeoJSON that the maps ship out of Natural Earth (public domain, as packed by world-atlas, ISC): the
// ground around Istanbul from the land at 1:10m, and the coasts and borders of the world at 1:110m. Run once, by
// `npm run outline`; its results are kept with the source.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { feature, mesh } from 'topojson-client';

const box = { west: 26.2, south: 39.7, east: 31.4, north: 42.3 };
const require = createRequire(import.meta.url);
const read = (name) => JSON.parse(readFileSync(require.resolve(`world-atlas/${name}.json`), 'utf8'));
const atlas = read('land-10m');
const land = feature(atlas, atlas.objects.land);
const shapes = land.type === 'FeatureCollection' ? land.features.map((one) => one.geometry) : [land.geometry];

const sides = [
  { inside: ([x]) => x >= box.west, cut: (a, b) => cutAtX(a, b, box.west) },
  { inside: ([x]) => x <= box.east, cut: (a, b) => cutAtX(a, b, box.east) },
  { inside: ([, y]) => y >= box.south, cut: (a, b) => cutAtY(a, b, box.south) },
  { inside: ([, y]) => y <= box.north, cut: (a, b) => cutAtY(a, b, box.north) },
];

function cutAtX([ax, ay], [bx, by], x) {
  return [x, ay + ((by - ay) * (x - ax)) / (bx - ax)];
}

function cutAtY([ax, ay], [bx, by], y) {
  return [ax + ((bx - ax) * (y - ay)) / (by - ay), y];
}

/** Sutherland and Hodgman: one side of the box after the other. */
function clip(ring) {
  return sides.reduce((points, { inside, cut }) => {
    const kept = [];
    points.forEach((point, index) => {
      const before = points[(index + points.length - 1) % points.length];
      if (inside(point) !== inside(before)) {
        kept.push(cut(before, point));
      }
      if (inside(point)) {
        kept.push(point);
      }
    });
    return kept;
  }, ring.slice(0, -1));
}

const round = ([x, y]) => [Number(x.toFixed(4)), Number(y.toFixed(4))];
const features = shapes
  .flatMap((shape) => (shape.type === 'MultiPolygon' ? shape.coordinates : [shape.coordinates]))
  .map((rings) => rings.map((ring) => clip(ring).map(round)).filter((ring) => ring.length > 2))
  .filter((rings) => rings.length > 0)
  .map((rings) => ({
    type: 'Feature',
    properties: {},
    geometry: { type: 'Polygon', coordinates: rings.map((ring) => [...ring, ring[0]]) },
  }));

write('../src/parking/map/outline.json', features);

const world = read('countries-110m');
const coarse = ([x, y]) => [Number(x.toFixed(2)), Number(y.toFixed(2))];
const borders = mesh(world, world.objects.countries, (a, b) => a !== b);
write('../src/map/world.json', [
  ...feature(world, world.objects.land).features.flatMap(({ geometry }) =>
    geometry.coordinates.map((rings) => ({
      type: 'Feature',
      properties: {},
      geometry: { type: 'Polygon', coordinates: rings.map((ring) => ring.map(coarse)) },
    })),
  ),
  {
    type: 'Feature',
    properties: {},
    geometry: { type: 'MultiLineString', coordinates: borders.coordinates.map((line) => line.map(coarse)) },
  },
]);

function write(path, features) {
  const target = new URL(path, import.meta.url);
  writeFileSync(target, `${JSON.stringify({ type: 'FeatureCollection', features })}\n`);
  process.stdout.write(`${path}: ${features.length} shapes, ${readFileSync(target).length} bytes\n`);
}
