/** A database, and who keeps something in it. */
export interface Database {
  /** The service that it is in the compose file. */
  server: string;
  /** The setting that says how to get in. */
  connection: string;
  /** The variable of the server that has the password for that. */
  password: string;
  /** The settings that put something there, each with the roles that use it. */
  kept: ReadonlyMap<string, string[]>;
}

export const ours: Database = {
  server: 'postgres',
  connection: 'Homing__Postgres__ConnectionString',
  password: 'HOMING_PASSWORD',
  kept: new Map([
    // Gateways tell those who watch what is near and what moves, so they have car parks and routes too.
    ['Homing__Parking__CatalogueSource', ['gateway', 'parking-feed', 'parking-worker']],
    ['Homing__Deliveries__RouteSource', ['delivery-backend', 'delivery-simulator', 'gateway']],
    ['Homing__Reports__Projection', ['report-trace']],
  ]),
};

/** The reporting provider's own. */
export const theirs: Database = {
  server: 'warehouse',
  connection: 'Homing__Provider__Warehouse__ConnectionString',
  password: 'POSTGRES_PASSWORD',
  kept: new Map([['Homing__Provider__GameSource', ['reporting-app']]]),
};

/** The roles that have something in a database. */
export function usersOf({ kept }: Database): string[] {
  return [...new Set([...kept.values()].flat())].toSorted();
}

/** A part of a connection string, such as its `Host`. */
export function partOf(connectionString: string, name: string): string {
  return new RegExp(`(?:^|;)${name}=([^;]*)`).exec(connectionString)?.[1] ?? '';
}
