/** What an operation takes and what it answers. */
export interface Operation {
  request: unknown;
  response: unknown;
}

/** Operations by name, for a client that checks nothing. */
export type AnyOperations = Record<string, Operation>;

/** The bodies of channels by name, for a client that checks nothing. */
export type AnyChannels = Record<string, unknown>;

/** Every name while nothing is known of the names; none once they are. */
export type AnyNameOf<Known> = string extends keyof Known ? string : never;
