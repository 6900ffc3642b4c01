import { describe, expect, it } from 'vitest';
import { boundsOf, boxFor, spanOf, wrapped } from './bounds';
import { graticule } from './graticule';

const view = { west: -48, south: -16, east: -47, north: -15, width: 1_000, height: 1_000 };

describe('what is watched of the map', () => {
  it('is more than what is seen, with as many pixels more', () => {
    expect(boxFor(view, undefined)).toEqual({ west: -48.15, south: -16.15, east: -46.85, north: -14.85, width: 1_300, height: 1_300 });
  });

  it('stays while the view stays inside, and changes when it leaves, or looks nearer', () => {
    const box = boxFor(view, undefined);
    expect(boxFor({ ...view, west: -47.9, east: -46.9 }, box)).toBe(box);
    expect(boxFor({ ...view, west: -47.8, east: -46.8 }, box)).not.toBe(box);
    expect(boxFor({ ...view, north: -14.8 }, box)).not.toBe(box);
    expect(boxFor({ ...view, west: -47.6, east: -47.4, south: -15.6, north: -15.4 }, box)).not.toBe(box);
  });

  it('reaches across the date line', () => {
    const box = boxFor({ ...view, west: 179.5, east: -179.5 }, undefined);
    expect([box.west, box.east]).toEqual([179.35, -179.35]);
    expect(boxFor({ ...view, west: 179.6, east: -179.4 }, box)).toBe(box);
    expect(spanOf({ ...view, west: 179, east: -179 })).toBe(2);
  });

  it('is the whole world, seen from far enough', () => {
    const box = boxFor({ west: -170, south: -90, east: 150, north: 90, width: 100, height: 100 }, undefined);
    expect(box).toMatchObject({ west: -180, east: 180, south: -90, north: 90 });
    expect(boxFor({ west: 100, south: -80, east: 60, north: 80, width: 100, height: 100 }, box)).toBe(box);
  });

  it('is no bounds where there are no places', () => {
    expect(boundsOf([])).toBeUndefined();
    expect(boundsOf([{ lat: 1, lng: 2 }, { lat: -1, lng: 3 }])).toEqual({ west: 2, east: 3, south: -1, north: 1 });
    expect([wrapped(190), wrapped(-190), wrapped(180)]).toEqual([-170, 170, 180]);
  });
});

describe('the grid', () => {
  it.each([[0.004, 0.002], [0.9, 0.5], [40, 20], [360, 170]])('of a view %f° by %f° has some lines, and not too many', (width, height) => {
    const lines = graticule({ west: -48, east: -48 + width, south: -16, north: -16 + height }).features.length;
    expect(lines).toBeGreaterThan(1);
    expect(lines).toBeLessThan(32);
  });
});
