import { HomingError, HomingProblem, type Problem } from '@homing/client';

/** Asks our own server for JSON; a refusal is a HomingProblem. */
export async function fetchJson<T>(path: string, init?: RequestInit): Promise<T> {
  const answer = await fetch(path, init);
  const isJson = /[/+]json/.test(answer.headers.get('content-type') ?? '');
  if (!answer.ok) {
    throw new HomingProblem({
      title: `${path} answered ${String(answer.status)}`,
      ...(isJson ? ((await answer.json()) as Problem) : {}),
      status: answer.status,
    });
  }
  if (!isJson) {
    throw new HomingError('not_json', `${path} did not answer with JSON.`);
  }
  return (await answer.json()) as T;
}
