import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readText, root } from './files.js';

const sources = new Map(['src', 'apps'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.cs'))
    .map((file) => [file.split('/').at(-1)!.replace('.cs', ''), join(folder, file)] as const)));

function sourceOf(type: string): string {
  const file = sources.get(type);
  if (!file) throw new Error(`There is no ${type}.cs.`);
  return readText(file);
}

// `Name => "gateway"`, or a constant of this or of another class.
function nameOf(role: string): string {
  const text = /string Name => ([^;]+);/.exec(sourceOf(role))?.[1] ?? '';
  if (text.startsWith('"')) return text.replaceAll('"', '');
  const [constant = '', type = role] = text.split('.').toReversed();
  const name = new RegExp(`const string ${constant} = "([^"]+)"`).exec(sourceOf(type))?.[1];
  if (!name) throw new Error(`The name of ${role} is not found.`);
  return name;
}

const catalogue = /Roles \{ get; \} =\s*\[([^\]]+)\]/.exec(readText('src/Homing.Host/RoleCatalog.cs'))?.[1] ?? '';

/** The names of all roles, as the host's catalogue and each role's class have them. */
export const roles: readonly string[] = [...catalogue.matchAll(/new (\w+)\(\)/g)].map((match) => nameOf(match[1]!)).toSorted();
