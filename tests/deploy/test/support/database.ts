/** The settings that put something into the database, each with the roles that use it there. */
export const kept = new Map([
  // Gateways tell those who watch what is near, so they have the car parks too.
  ['Homing__Parking__CatalogueSource', ['gateway', 'parking-feed', 'parking-worker']],
  ['Homing__Reports__Projection', ['report-trace']],
]);

export const connection = 'Homing__Postgres__ConnectionString';

/** The roles that have something in the database. */
export const users = [...new Set([...kept.values()].flat())].toSorted();

/** A part of a connection string, such as its `Host`. */
export function partOf(connectionString: string, name: string): string {
  return new RegExp(`(?:^|;)${name}=([^;]*)`).exec(connectionString)?.[1] ?? '';
}
