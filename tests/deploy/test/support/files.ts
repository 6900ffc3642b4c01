import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../../', import.meta.url));

export function readText(...path: string[]): string {
  return readFileSync(join(root, ...path), 'utf8');
}

/** Removes a folder of processes that were killed: the browser that one had started writes until it has noticed. */
export function removeFolder(path: string): void {
  rmSync(path, { recursive: true, maxRetries: 20, retryDelay: 100 });
}
