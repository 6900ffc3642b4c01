import { describe, expect, it } from 'vitest';
import { fromMercator } from '../shared/mercator';
import { eastward, overview, rideEvent } from '../testing/deliveries';
import { noon } from '../testing/fakes';
import type { OverviewRow } from './delivery';
import { Fleet, kindOf, markKind } from './fleet';
import { Line } from './line';

const row = (routeId: string, lng: number, more: { finished?: boolean; age?: number } = {}): OverviewRow => [routeId, 0, lng, 90, 10, more.finished ? 1 : 0, more.age ?? 0];

function drawn(fleet: Fleet, now: number) {
  const marks: Record<string, { lng: number; kind: number }> = {};
  fleet.frame(now, (routeId, spot, _, kind) => {
    marks[routeId] = { lng: Number(fromMercator(spot).lng.toFixed(6)), kind };
  });
  return marks;
}

describe('the fleet on the map', () => {
  it('shows what an overview tells, and no longer what it leaves out', () => {
    const fleet = new Fleet();
    fleet.takeOverview(overview([row('1', 0), row('2', 1)]), noon);
    expect(Object.keys(drawn(fleet, noon))).toEqual(['1', '2']);
    fleet.takeOverview(overview([row('2', 1)]), noon + 1_000);
    expect(Object.keys(drawn(fleet, noon))).toEqual(['2']);
  });

  it('keeps the chosen ride by its own channel, which is newer than the overview', () => {
    const fleet = new Fleet();
    fleet.setLine('1', new Line(eastward));
    fleet.takeEvent(rideEvent({ lng: 0.001 }), noon, noon);
    fleet.setOwnChannel('1');
    fleet.takeOverview(overview([row('1', 0.0002, { age: 0 })]), noon + 500);
    fleet.takeOverview(overview([]), noon + 900);
    expect(drawn(fleet, noon + 5_000)['1']?.lng).toBe(0.001);
  });

  it('drops what is older than what it has, also of a ride without a known line', () => {
    const fleet = new Fleet();
    fleet.takeEvent(rideEvent({ lng: 0.001 }), noon, noon);
    fleet.takeEvent(rideEvent({ lng: 0.0005 }), noon - 500, noon + 100);
    expect(drawn(fleet, noon + 5_000)['1']?.lng).toBe(0.001);
  });

  it('sets a new ride down at its start, and never takes up the one before again', () => {
    const fleet = new Fleet();
    fleet.takeEvent(rideEvent({ lng: 0.002, finished: true }), noon, noon);
    fleet.takeEvent(rideEvent({ lng: 0, ride_id: 'r2' }), noon + 1_000, noon + 1_000);
    expect(drawn(fleet, noon + 1_000)['1']).toEqual({ lng: 0, kind: markKind.moving });
    fleet.takeEvent(rideEvent({ lng: 0.001 }), noon + 500, noon + 1_100);
    expect(drawn(fleet, noon + 5_000)['1']?.lng).toBe(0);
  });

  it('takes an arrival that is as old as the last position', () => {
    const fleet = new Fleet();
    fleet.takeOverview(overview([row('1', 0.001)]), noon);
    fleet.takeOverview(overview([row('1', 0.002, { finished: true, age: 1_000 })]), noon + 1_000);
    expect(drawn(fleet, noon + 4_000)['1']).toEqual({ lng: 0.002, kind: markKind.finished });
  });

  it('greys who is silent, and lets who has arrived go after a minute', () => {
    const at = (finished: boolean, age: number) => kindOf({ finished, seenAt: noon - age }, noon);
    expect([at(false, 9_000), at(false, 11_000), at(false, 3_600_000), at(true, 59_000), at(true, 61_000)]).toEqual([
      markKind.moving,
      markKind.stale,
      markKind.stale,
      markKind.finished,
      undefined,
    ]);
    const fleet = new Fleet();
    fleet.takeOverview(overview([row('1', 0, { finished: true, age: 61_000 })]), noon);
    expect(drawn(fleet, noon)).toEqual({});
    expect(fleet.size).toBe(0);
  });

  it('shows a held ride where it is held, until it is let go', () => {
    const fleet = new Fleet();
    fleet.takeOverview(overview([row('1', 0.001)]), noon);
    fleet.hold('1', { x: 0.5, y: 0.5, bearing: 0 });
    expect(drawn(fleet, noon)['1']?.lng).toBe(0);
    fleet.hold('1', undefined);
    expect(drawn(fleet, noon)['1']?.lng).toBe(0.001);
  });

  it('says when there is something to draw, and whether anything moves', () => {
    const fleet = new Fleet();
    let told = 0;
    const stop = fleet.onChange(() => {
      told += 1;
    });
    fleet.takeOverview(overview([row('1', 0)]), noon);
    fleet.takeOverview(overview([row('1', 0.001)]), noon + 1_000);
    expect(fleet.frame(noon + 1_100, () => undefined)).toBe(true);
    expect(fleet.frame(noon + 9_000, () => undefined)).toBe(false);
    stop();
    fleet.wake();
    expect(told).toBe(2);
  });

  it('takes what HTTP tells where no channel does, but not what has no position', () => {
    const fleet = new Fleet();
    const ride = { route_id: '1', title: 'a', ride_id: 'r', client_id: 'c', state: 'under_way' as const, started_at: '' };
    const asOf = new Date(noon).toISOString();
    fleet.takeRides([{ ...ride, lat: 0, lng: 0.001, observed_at: new Date(noon - 12_000).toISOString() }, { ...ride, route_id: '2', state: 'requested' }], asOf, noon);
    expect(drawn(fleet, noon)).toEqual({ '1': { lng: 0.001, kind: markKind.stale } });
  });
});
