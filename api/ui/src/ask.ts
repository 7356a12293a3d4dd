/** Requests to the service that this page came from. */

/** A refusal or failure, in words that a person can act on. */
export class Refusal extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
  }
}

/** The words for a failed answer: the problem document's own, or what its status means. */
async function words(answer: Response): Promise<string> {
  try {
    const problem = (await answer.json()) as { title?: string; detail?: string };
    return problem.detail ?? problem.title ?? answer.statusText;
  } catch {
    return `The service answered ${answer.status} ${answer.statusText}.`;
  }
}

async function sent(path: string, options: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(path, options);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Refusal(0, "The service cannot be reached. Check the connection and try again.");
  }
  if (!answer.ok) throw new Refusal(answer.status, await words(answer));
  return answer;
}

/** Get JSON from a path of this service. @throws Refusal */
export async function get<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  const headers = { Accept: "application/json" };
  const answer = await sent(path, signal ? { headers, signal } : { headers });
  return (await answer.json()) as Answer;
}

/** Send `body` as JSON, the only place where patient data may travel, and get text of type
 * `accept`. @throws Refusal */
export async function post(path: string, body: unknown, accept: string, signal?: AbortSignal): Promise<string> {
  const headers = { Accept: accept, "Content-Type": "application/json" };
  const options: RequestInit = { method: "POST", headers, body: JSON.stringify(body), cache: "no-store" };
  return (await sent(path, signal ? { ...options, signal } : options)).text();
}
