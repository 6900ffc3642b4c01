import { HomingError, HomingProblem, type Problem } from '@homing/client';

/** Asks our own server; a refusal is a HomingProblem. */
export async function send(path: string, init?: RequestInit): Promise<Response> {
  const answer = await fetch(path, init);
  if (!answer.ok) {
    throw new HomingProblem({
      title: `${path} answered ${String(answer.status)}`,
      ...(isJson(answer) ? ((await answer.json()) as Problem) : {}),
      status: answer.status,
    });
  }
  return answer;
}

/** Asks our own server for JSON. */
export async function fetchJson<T>(path: string, init?: RequestInit): Promise<T> {
  const answer = await send(path, init);
  if (!isJson(answer)) {
    throw new HomingError('not_json', `${path} did not answer with JSON.`);
  }
  return (await answer.json()) as T;
}

function isJson(answer: Response): boolean {
  return /[/+]json/.test(answer.headers.get('content-type') ?? '');
}
