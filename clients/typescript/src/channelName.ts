export type ChannelFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/**
 * The name of a channel with parameters: `family?field=value&…`. Fields without a value are left out; equal fields in the
 * same order give the same name, so that readers of one question share one subscription.
 */
export function channelName<Family extends string>(family: Family, fields: object): `${Family}?${string}` {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields as ChannelFields)) {
    if (value !== undefined && value !== null) {
      query.append(name, String(value));
    }
  }
  return `${family}?${query.toString()}`;
}
