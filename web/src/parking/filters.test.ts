import { describe, expect, it } from 'vitest';
import { activeFilters, noFilters, queryFor } from './filters';
import { distance } from '../shared/geo';
import { lotOf } from './useLots';
import { circle, districtsOf, rings } from './map/shapes';
import { lot } from '../testing/fakes';

const taksim = { lat: 41.0369, lng: 28.985 };

describe('filters', () => {
  it('say only what is asked', () => {
    expect(queryFor(taksim, noFilters)).toEqual({ ...taksim, limit: 20, radius_m: 2_000 });
    const all = { openNow: true, minFree: 5, parkType: 'covered', radiusM: 0, stayMinutes: 120 };
    expect(queryFor(taksim, all)).toEqual({
      ...taksim,
      limit: 20,
      open_now: true,
      min_free: 5,
      park_type: 'covered',
      stay_minutes: 120,
    });
    expect([activeFilters(noFilters), activeFilters(all)]).toEqual([0, 5]);
  });
});

describe('places on the map', () => {
  it('measure along the great circle', () => {
    expect(distance(taksim, { lat: 40.9908, lng: 29.0244 })).toBeCloseTo(6_100, -2);
  });

  it('lie on the circle around me', () => {
    for (const [lng = 0, lat = 0] of circle(taksim, 1_000).geometry.coordinates[0] ?? []) {
      expect(distance(taksim, { lat, lng })).toBeGreaterThan(995);
      expect(distance(taksim, { lat, lng })).toBeLessThan(1_005);
    }
  });

  it('have rings as far as is searched', () => {
    const drawn = rings(taksim, 1_000).map(({ properties }) => [properties.radiusM, properties.outermost]);
    expect(drawn).toEqual([[250, false], [500, false], [1_000, true]]);
    expect(rings(taksim, 0).every(({ properties }) => !properties.outermost)).toBe(true);
  });

  it('give a district its middle', () => {
    const one = lot({ district: 'ŞİŞLİ', lat: 41, lng: 29 });
    const other = lot({ district: 'ŞİŞLİ', lat: 42, lng: 28 });
    expect(districtsOf([one, other])).toEqual([{ name: 'Şişli', lat: 41.5, lng: 28.5, lots: 2 }]);
  });

  it('are read from GeoJSON, longitude first', () => {
    const feature = { type: 'Feature', id: '7', geometry: { type: 'Point', coordinates: [29, 41] }, properties: {} } as const;
    expect(lotOf({ ...feature, geometry: { type: 'Point', coordinates: [29, 41] } })).toMatchObject({
      lot_id: '7',
      lat: 41,
      lng: 29,
    });
  });
});
