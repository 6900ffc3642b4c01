import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { nameOf, type Manifest } from './manifests.js';

const here = dirname(fileURLToPath(import.meta.url));

/** Groups whose resources our own schema is for. */
export const isStrimzi = ({ apiVersion }: Manifest) => apiVersion.startsWith('kafka.strimzi.io/');

function moduleOf({ apiVersion, kind }: Manifest): string {
  const group = apiVersion.split('/').slice(0, -1).join('/');
  return `${group.endsWith('.istio.io') ? '@kubernetes-models/istio' : 'kubernetes-models'}/${apiVersion}/${kind}`;
}

/** What the types, the required fields and the enumerations of Kubernetes' and Istio's own schemas say against a resource. */
export async function faultsByModel(manifest: Manifest): Promise<string[]> {
  let models: Record<string, new (value: Manifest) => { validate(): void }>;
  try {
    models = await import(/* @vite-ignore */ moduleOf(manifest)) as typeof models;
  } catch {
    return [`${nameOf(manifest)}: there is no ${manifest.kind} in ${manifest.apiVersion}`];
  }
  try {
    new models[manifest.kind]!(manifest).validate();
    return [];
  } catch (error) {
    return [`${nameOf(manifest)}: ${(error as Error).message}`];
  }
}

/**
 * Fields that the schemas do not have. The compiler finds them: each resource becomes a literal of its type. All at once, since
 * the types take longer to read than the resources.
 */
export function unknownFields(manifests: Manifest[]): string[][] {
  const files = new Map(manifests.map((manifest, index) => [
    join(here, `resource-${String(index)}.ts`),
    `import type { I${manifest.kind} } from "${moduleOf(manifest)}";\nexport const resource: I${manifest.kind} = ${JSON.stringify(manifest)};\n`,
  ]));
  const options: ts.CompilerOptions = {
    strict: true, noEmit: true, skipLibCheck: true, types: [], target: ts.ScriptTarget.ES2022, lib: ['lib.es2022.d.ts'],
    module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext,
  };
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (name) => files.has(name) || disk.fileExists(name),
    readFile: (name) => files.get(name) ?? disk.readFile(name),
    getSourceFile: (name, languageVersion, ...rest) => files.has(name)
      ? ts.createSourceFile(name, files.get(name)!, languageVersion)
      : disk.getSourceFile(name, languageVersion, ...rest),
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].map((file, index) => ts.getPreEmitDiagnostics(program, program.getSourceFile(file))
    .map(({ messageText }) => `${nameOf(manifests[index]!)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`));
}
