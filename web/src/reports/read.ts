import { HomingError } from '@homing/client';

type Fields = Readonly<Record<string, unknown>>;

/** Readers of JSON that somebody else made: what is not as agreed is an error that names it, not a page that breaks later. */
export function objectOf(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw unexpected(what, 'is no object');
  }
  return value as Fields;
}

export function listOf<T>(value: unknown, what: string, read: (entry: unknown) => T): readonly T[] {
  if (!Array.isArray(value)) {
    throw unexpected(what, 'is no list');
  }
  return value.map((entry: unknown) => read(entry));
}

export function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string') {
    throw unexpected(name, 'is no text');
  }
  return value;
}

export function numberOf(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw unexpected(name, 'is no number');
  }
  return value;
}

export function oneOf<T extends string>(fields: Fields, name: string, allowed: readonly T[]): T {
  const value = textOf(fields, name);
  const found = allowed.find((one) => one === value);
  if (found === undefined) {
    throw unexpected(name, `is “${value}”`);
  }
  return found;
}

/** Null counts as not there. */
export function optional<T>(fields: Fields, name: string, read: (fields: Fields, name: string) => T): T | undefined {
  return fields[name] === undefined || fields[name] === null ? undefined : read(fields, name);
}

function unexpected(what: string, why: string): HomingError {
  return new HomingError('unexpected_answer', `The server answered what this page does not understand: ${what} ${why}.`);
}
