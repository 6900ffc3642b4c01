import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** A file of the repository as text. */
export function readText(...path: string[]): string {
  return readFileSync(join(root, ...path), 'utf8');
}

/** The names of a folder's files with that ending, in order. */
export function filesOf(folder: string, ending: string): string[] {
  return readdirSync(join(root, folder)).filter((name) => name.endsWith(ending)).toSorted();
}
