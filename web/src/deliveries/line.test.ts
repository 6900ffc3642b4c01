import { describe, expect, it } from 'vitest';
import { distance } from '../shared/geo';
import { fromMercator, toMercator } from '../shared/mercator';
import { eastward } from '../testing/deliveries';
import { Line } from './line';

const degreeM = distance({ lat: 0, lng: 0 }, { lat: 0, lng: 1 });

describe('the line of a route', () => {
  it('finds a place by the metres from the start, and which way it heads there', () => {
    const line = new Line([[0, 0], [0.001, 0], [0.001, 0.001]]);
    expect(line.lengthM).toBeCloseTo(degreeM * 0.002, 3);
    const halfway = line.at(degreeM * 0.0005);
    expect(fromMercator(halfway).lng).toBeCloseTo(0.0005, 7);
    expect(halfway.bearing).toBeCloseTo(90, 3);
    const up = line.at(degreeM * 0.0015);
    expect(fromMercator(up).lat).toBeCloseTo(0.0005, 7);
    expect(up.bearing).toBeCloseTo(0, 3);
    expect(fromMercator(line.at(1e6)).lat).toBeCloseTo(0.001, 7);
  });

  it('tells how far along a place is, and that a far one is not on it', () => {
    const line = new Line(eastward);
    expect(line.project({ lat: 0.00001, lng: 0.0015 })).toBeCloseTo(degreeM * 0.0015, 2);
    expect(line.project({ lat: 0.01, lng: 0.001 })).toBeUndefined();
  });

  it('never goes back, and takes the first pass where it meets itself', () => {
    const thereAndBack = new Line([[0, 0], [0.002, 0], [0, 0]]);
    const middle = { lat: 0, lng: 0.001 };
    expect(thereAndBack.project(middle)).toBeCloseTo(degreeM * 0.001, 2);
    expect(thereAndBack.project(middle, degreeM * 0.0021)).toBeCloseTo(degreeM * 0.003, 2);
    expect(new Line(eastward).project({ lat: 0, lng: 0.0005 }, 100)).toBe(100);
  });

  it('bears points that are there twice', () => {
    const line = new Line([[0, 0], [0, 0], [0.001, 0]]);
    expect(line.project({ lat: 0, lng: 0.0005 })).toBeCloseTo(degreeM * 0.0005, 2);
    expect(Number.isFinite(line.at(0).x)).toBe(true);
  });
});

describe('web Mercator', () => {
  it.each([[0, 0], [-15.82594, -47.92923], [59.3, 179.9], [-84.9, -180]])('goes there and back: %f, %f', (lat, lng) => {
    const place = fromMercator(toMercator({ lat, lng }));
    expect(place.lat).toBeCloseTo(lat, 9);
    expect(place.lng).toBeCloseTo(lng, 9);
  });
});
