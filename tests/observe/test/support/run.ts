import { spawn } from 'node:child_process';

/** Runs a program to its end. Without a shell, and without what the caller's environment says about the deployment. */
export async function run(program: string, args: string[], environment: Record<string, string> = {}): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(program, args, { env: { PATH: process.env['PATH'] ?? '', ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => { out += text; });
  child.stderr.setEncoding('utf8').on('data', (text: string) => { err += text; });
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  return { code, out, err };
}
