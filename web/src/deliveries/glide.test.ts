import { describe, expect, it } from 'vitest';
import { fromMercator } from '../shared/mercator';
import { eastward } from '../testing/deliveries';
import { Glide, turnBetween } from './glide';
import { Line } from './line';

const sighting = (lng: number, more: object = {}) => ({ lat: 0, lng, bearing: 90, ...more });
const lngOf = (glide: Glide) => fromMercator(glide).lng;

describe('a gliding marker', () => {
  it('is on its way from one position to the next, and waits there', () => {
    const glide = new Glide(sighting(0), undefined, 0);
    glide.aim(sighting(0.001), undefined, 1_000, false);
    expect(glide.frame(1_000)).toBe(true);
    expect(lngOf(glide)).toBeCloseTo(0, 9);
    expect(glide.frame(1_550)).toBe(true);
    expect(lngOf(glide)).toBeCloseTo(0.0005, 9);
    expect(glide.frame(2_100)).toBe(false);
    expect(lngOf(glide)).toBeCloseTo(0.001, 9);
    expect(glide.frame(9_000)).toBe(false);
    expect(lngOf(glide)).toBeCloseTo(0.001, 9);
  });

  it('goes along the line, around its corner', () => {
    const line = new Line([[0, 0], [0.001, 0], [0.001, 0.001]]);
    const glide = new Glide(sighting(0), line, 0);
    glide.aim({ lat: 0.001, lng: 0.001, bearing: 0 }, line, 1_000, false);
    glide.frame(1_550);
    const { lat, lng } = fromMercator(glide);
    expect(lng).toBeCloseTo(0.001, 6);
    expect(lat).toBeCloseTo(0, 6);
  });

  it('never goes back along its line, whatever comes', () => {
    const line = new Line(eastward);
    const glide = new Glide(sighting(0), line, 0);
    let shown = 0;
    const told = [0.0004, 0.0002, 0.0009, 0.0008, 0.0015, 0.0001, 0.002];
    told.forEach((lng, index) => {
      glide.aim(sighting(lng), line, (index + 1) * 500, false);
      for (let frame = 0; frame < 500; frame += 16) {
        glide.frame((index + 1) * 500 + frame);
        expect(lngOf(glide)).toBeGreaterThanOrEqual(shown - 1e-12);
        shown = lngOf(glide);
      }
    });
    glide.frame(60_000);
    expect(lngOf(glide)).toBeCloseTo(0.002, 9);
  });

  it('is set down at the start where its line is driven anew', () => {
    const line = new Line([[0, 0], [0.005, 0]]);
    const glide = new Glide(sighting(0.004), line, 0);
    glide.aim(sighting(0.0001), line, 1_000, false);
    glide.frame(1_000);
    expect(lngOf(glide)).toBeCloseTo(0.0001, 6);
  });

  it('is set down at once after a long silence, from afar, and for who wants no motion', () => {
    for (const [now, lng, still] of [[31_000, 0.001, false], [1_000, 1, false], [1_000, 0.001, true]] as const) {
      const glide = new Glide(sighting(0), undefined, 0);
      glide.aim(sighting(lng), undefined, now, still);
      expect(glide.frame(now)).toBe(false);
      expect(lngOf(glide)).toBeCloseTo(lng, 9);
    }
  });

  it('takes the short way over the date line', () => {
    const glide = new Glide(sighting(179.999), undefined, 0);
    glide.aim(sighting(-179.999), undefined, 1_000, false);
    glide.frame(1_550);
    expect(lngOf(glide)).toBeCloseTo(180, 6);
  });

  it('turns the short way, a little with each frame', () => {
    const glide = new Glide({ lat: 0, lng: 0, bearing: 350 }, undefined, 0);
    glide.aim({ lat: 0, lng: 0.001, bearing: 20 }, undefined, 1_000, false);
    glide.frame(1_120);
    expect(turnBetween(350, glide.bearing)).toBeGreaterThan(0);
    expect(turnBetween(glide.bearing, 20)).toBeGreaterThan(0);
    glide.frame(4_000);
    expect(glide.bearing).toBe(20);
  });
});
