import { describe, expect, it } from 'vitest';
import { overview } from '../testing/deliveries';
import { noon } from '../testing/fakes';
import { Fleet } from './fleet';
import { found, rowsOf } from './rideRows';
import { clockText, durationText, seenText, speedText } from './words';

describe('what is said of a ride', () => {
  it.each([
    [{ finished: false, ageMs: 400, speedMps: 13.9 }, '50 km/h'],
    [{ finished: false, ageMs: 400, speedMps: 13.9, remainingM: 960 }, '50 km/h · 960 m left'],
    [{ finished: false, ageMs: 14_000, speedMps: 13.9 }, 'no position for 14 s'],
    [{ finished: true, ageMs: 20_000, speedMps: 0 }, 'arrived 20 s ago'],
  ])('%o: %s', (seen, text) => {
    expect(seenText(seen, 10_000)).toBe(text);
  });

  it('names lengths of time and speeds', () => {
    expect([400, 59_000, 60_000, 185_000, 7_800_000].map(durationText)).toEqual(['0 s', '59 s', '1 min', '3 min 5 s', '2 h 10 min']);
    expect([0, 65_000, 3_725_000].map(clockText)).toEqual(['0:00', '1:05', '1:02:05']);
    expect(speedText(0)).toBe('0 km/h');
  });
});

describe('the rows of the list', () => {
  const routes = new Map(['1', '2', '10'].map((id) => [id, { _id: id, title: `Way ${id}`, startPosition: { lat: 0, lng: 0 }, endPosition: { lat: 0, lng: 0 }, length_m: 0 }]));
  const ride = { title: 'Way', ride_id: 'r', client_id: 'ana', state: 'under_way' as const, started_at: '', speed_mps: 5, remaining_m: 100, observed_at: new Date(noon - 3_000).toISOString() };
  const others = { as_of: new Date(noon).toISOString(), total: 2, rides: [{ ...ride, route_id: '1' }, { ...ride, route_id: '2', title: 'Way 2' }] };
  const fleet = new Fleet();
  fleet.takeOverview(overview([['10', 0, 0, 0, 10, 0, 0], ['1', 0, 0, 0, 10, 0, 15_000]]), noon);

  it('are what the map shows in the order of the routes, then what is outside of it', () => {
    const rows = rowsOf(fleet, others, routes, noon);
    expect(rows.map(({ routeId, onMap, ageMs, title }) => [routeId, onMap, ageMs, title])).toEqual([
      ['1', true, 15_000, 'Way 1'],
      ['10', true, 0, 'Way 10'],
      ['2', false, 3_000, 'Way 2'],
    ]);
  });

  it('are found by title, route and whom they are for', () => {
    const rows = rowsOf(fleet, others, routes, noon);
    expect(found(rows, ' WAY 10').map((row) => row.routeId)).toEqual(['10']);
    expect(found(rows, 'ana').map((row) => row.routeId)).toEqual(['1', '2']);
    expect(found(rows, 'nobody')).toEqual([]);
    expect(found(rows, '  ')).toBe(rows);
  });
});
