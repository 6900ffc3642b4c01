import { describe, expect, it } from 'vitest';
import { distance } from '../../shared/geo';
import { fromMercator } from '../../shared/mercator';
import { noon } from '../../testing/fakes';
import type { TrackFeature } from '../delivery';
import { atPace, atStart, movedTo, paused, played, positionAt } from './playbackClock';
import { momentAt, trackOf } from './track';

function feature(coordinates: number[][], state: 'under_way' | 'finished' = 'finished'): TrackFeature {
  const [only] = coordinates;
  return {
    type: 'Feature',
    geometry: !only ? null : coordinates.length === 1 ? { type: 'Point', coordinates: only } : { type: 'LineString', coordinates },
    properties: { route_id: '1', ride_id: 'r', client_id: 'c', state, started_at: new Date(noon).toISOString(), length_m: 1, times: coordinates.map((_, index) => new Date(noon + index * 500).toISOString()) },
  };
}

describe('the clock of a playback', () => {
  it('goes at its pace, stands while it is paused, and stops at the end', () => {
    const playing = played(atStart, 1_000, 60_000);
    expect(positionAt(playing, 3_000, 60_000)).toBe(2_000);
    const fast = atPace(playing, 16, 3_000, 60_000);
    expect(positionAt(fast, 3_000, 60_000)).toBe(2_000);
    expect(positionAt(fast, 4_000, 60_000)).toBe(18_000);
    const still = paused(fast, 4_000, 60_000);
    expect(positionAt(still, 99_000, 60_000)).toBe(18_000);
    expect(positionAt(played(still, 99_000, 60_000), 199_000, 60_000)).toBe(60_000);
  });

  it('goes on from where it is moved to, and starts over from the end', () => {
    const moved = movedTo(played(atStart, 0, 10_000), 4_000, 1_000);
    expect(positionAt(moved, 1_500, 10_000)).toBe(4_500);
    expect(positionAt(played(movedTo(atStart, 10_000, 0), 5_000, 10_000), 5_500, 10_000)).toBe(500);
  });
});

describe('a track', () => {
  it('tells where it was between two positions, and how fast', () => {
    const track = trackOf(feature([[0, 0], [0.001, 0], [0.001, 0.001]]))!;
    expect(track.lengthMs).toBe(1_000);
    const moment = momentAt(track, 250);
    expect(fromMercator(moment.spot).lng).toBeCloseTo(0.0005, 9);
    expect(moment.spot.bearing).toBeCloseTo(90, 3);
    expect(moment.speedMps).toBeCloseTo(distance({ lat: 0, lng: 0 }, { lat: 0, lng: 0.001 }) * 2, 6);
    expect(momentAt(track, 750).spot.bearing).toBeCloseTo(0, 3);
    expect(fromMercator(momentAt(track, 99_000).spot).lat).toBeCloseTo(0.001, 9);
    expect(fromMercator(momentAt(track, -1).spot)).toMatchObject({ lng: 0 });
  });

  it('heads where it came from last while it stands', () => {
    const track = trackOf(feature([[0, 0], [0.001, 0], [0.001, 0]]))!;
    expect(momentAt(track, 800).spot.bearing).toBeCloseTo(90, 3);
  });

  it('may be one position, or none', () => {
    const one = trackOf(feature([[7, 8]], 'under_way'))!;
    expect([one.lengthMs, one.finished]).toEqual([0, false]);
    expect(fromMercator(momentAt(one, 0).spot).lng).toBeCloseTo(7, 9);
    expect(trackOf(feature([]))).toBeUndefined();
  });
});
