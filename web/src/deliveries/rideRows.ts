import type { Fleet } from './fleet';
import type { RideList, RouteEntry } from './delivery';
import type { Seen } from './words';

/** A ride in the list. */
export interface RideRow extends Seen {
  routeId: string;
  title: string;
  clientId: string | undefined;
  /** False where it is outside of what the map shows. */
  onMap: boolean;
}

/** So many are listed at once; a search finds the others. */
export const mostRows = 100;

/** What the map shows, then what else is known to be under way; in the order of the routes. */
export function rowsOf(fleet: Fleet, others: RideList | undefined, routes: ReadonlyMap<string, RouteEntry>, now: number): RideRow[] {
  const known = new Map(others?.rides.map((ride) => [ride.route_id, ride]));
  const rows: RideRow[] = [];
  for (const ride of fleet.all()) {
    const told = known.get(ride.routeId);
    rows.push({
      routeId: ride.routeId,
      title: routes.get(ride.routeId)?.title ?? told?.title ?? `Route ${ride.routeId}`,
      clientId: told?.client_id,
      onMap: true,
      finished: ride.finished,
      ageMs: Math.max(0, now - ride.seenAt),
      speedMps: ride.speedMps,
    });
    known.delete(ride.routeId);
  }
  for (const ride of known.values()) {
    rows.push({
      routeId: ride.route_id,
      title: ride.title,
      clientId: ride.client_id,
      onMap: false,
      finished: ride.state === 'finished',
      ageMs: ride.observed_at ? Math.max(0, Date.parse(others?.as_of ?? ride.observed_at) - Date.parse(ride.observed_at)) : 0,
      speedMps: ride.speed_mps ?? 0,
      remainingM: ride.remaining_m ?? undefined,
    });
  }
  // Of ten thousand rows each second, so by nothing that takes long to compare.
  const order = new Map([...routes.keys()].map((routeId, index) => [routeId, index]));
  const place = (row: RideRow) => order.get(row.routeId) ?? order.size;
  return rows.sort((a, b) => Number(b.onMap) - Number(a.onMap) || place(a) - place(b) || (a.routeId < b.routeId ? -1 : 1));
}

/** Those that have all words of the search in their title, their route or whom they are for. */
export function found(rows: readonly RideRow[], search: string): readonly RideRow[] {
  const words = search.trim().toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) {
    return rows;
  }
  return rows.filter((row) => {
    const text = `${row.title} ${row.routeId} ${row.clientId ?? ''}`.toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
}
