import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type Json = Record<string, unknown>;

export const root = fileURLToPath(new URL('../../../../', import.meta.url));
export const deploy = join(root, 'deploy/elasticsearch');

export function readText(...path: string[]): string {
  return readFileSync(join(root, ...path), 'utf8');
}

export function readJson(...path: string[]): Json {
  return JSON.parse(readText(...path)) as Json;
}

/** The JSON files of a folder of the deployment, by name without the ending: the resources' names. */
export function readResources(folder: string): Map<string, Json> {
  const files = readdirSync(join(deploy, folder)).filter((file) => file.endsWith('.json')).toSorted();
  return new Map(files.map((file) => [basename(file, '.json'), readJson('deploy/elasticsearch', folder, file)]));
}

/** The fields of a topic's value, as the code that writes it names them. */
export function fieldsOf(message: 'DirectionMessage' | 'PositionMessage'): string[] {
  const source = readText('apps/Deliveries/Rides', `${message}.cs`);
  return [...source.matchAll(/JsonPropertyName\("(\w+)"\)/g)].map((match) => match[1]!);
}
