import { describe, expect, it } from 'vitest';
import { noon } from '../../testing/fakes';
import { binText, endsOf, heatOf, localInput } from './insights';

describe('the range', () => {
  it('reaches back from now, or is what was typed', () => {
    expect(endsOf({ kind: 'hour' }, noon)).toEqual({ from: noon - 3_600_000, to: noon });
    const typed = { kind: 'custom' as const, from: localInput(noon - 60_000), to: localInput(noon) };
    expect(endsOf(typed, 0)).toEqual({ from: noon - 60_000, to: noon });
  });

  it.each([['2026-05-07T12:00', '2026-05-07T12:00'], ['2026-05-07T12:01', '2026-05-07T12:00'], ['', '2026-05-07T12:00']])('from %s to %s is none', (from, to) => {
    expect(endsOf({ kind: 'custom', from, to }, 0)).toBeUndefined();
  });
});

describe('a bar of speeds', () => {
  it('is named after its ends, of which the last has one', () => {
    expect(binText({ from_mps: 8, to_mps: 10, positions: 1 })).toBe('29–36 km/h');
    expect(binText({ from_mps: 60, positions: 1 })).toBe('over 216 km/h');
  });
});

describe('the heat map', () => {
  it('has a square around each cell, with its share of the fullest', () => {
    const { features } = heatOf({ cell_deg: 0.002, cells: [{ lat: 1, lng: 2, positions: 100 }, { lat: 0, lng: 0, positions: 25 }] });
    expect(features.map(({ properties }) => properties?.['share'] as number)).toEqual([1, 0.5]);
    const ring = features[0]!.geometry.coordinates[0]!;
    expect(Math.min(...ring.map(([lng]) => lng!))).toBeCloseTo(1.999);
    expect(Math.max(...ring.map(([, lat]) => lat!))).toBeCloseTo(1.001);
    expect(heatOf({ cell_deg: 1, cells: [] }).features).toEqual([]);
  });
});
