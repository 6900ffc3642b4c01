const encoder = new TextEncoder();

/** The length in UTF-8, which is how frames are measured. */
export function byteLength(text: string): number {
  return encoder.encode(text).length;
}

/** The first of them that fit together, as JSON, into so many bytes. */
export function fitting<T>(items: readonly T[], maxBytes: number): T[] {
  let left = maxBytes;
  const tooMany = items.findIndex((item) => {
    left -= byteLength(JSON.stringify(item)) + 1; // The comma.
    return left < 0;
  });
  return tooMany < 0 ? [...items] : items.slice(0, tooMany);
}
