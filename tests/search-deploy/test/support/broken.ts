import type { Json } from './files.js';

/** A copy in which the value at a path is another, or is gone where none is given. */
export function broken<T extends Json>(good: T, path: (string | number)[], value?: unknown): T {
  const copy = structuredClone(good);
  const parents = path.slice(0, -1);
  let at: unknown = copy;
  for (const step of parents) {
    at = (at as Record<string | number, unknown>)[step];
    if (typeof at !== 'object' || at === null) throw new Error(`There is no ${parents.join('.')} to break.`);
  }
  const last = path.at(-1)!;
  if (value === undefined) {
    if (!Reflect.has(at as object, last)) throw new Error(`There is no ${path.join('.')} to take away.`);
    if (Array.isArray(at)) at.splice(last as number, 1);
    else Reflect.deleteProperty(at as object, last);
  } else {
    Reflect.set(at as object, last, value);
  }
  return copy;
}
