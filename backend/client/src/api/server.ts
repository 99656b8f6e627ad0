/* Asks the server as whoever is signed in by cookie, for pages and for the service worker. */
import createClient from "openapi-fetch";
import * as plain from "../kept/plain";
import { inTurn } from "../kept/turns";
import type { Problem, paths } from "./schema";

const PATIENCE_MS = 15_000;
const SIGN_IN = "/api/v1/session";
const MOST_PATIENCE_MS = 3_600_000;
const TURN_MS = 40_000;
const RENEW = "/api/v1/session/refresh";
const CSRF = "X-CSRF-Token";

/* The server's refusal: `code` for the program, `fields` for the form. */
export class Refused extends Error {
  readonly code: string;
  readonly fields: Record<string, unknown>;
  readonly problem: Problem & Record<string, unknown>;

  constructor(
    readonly status: number,
    problem: unknown,
  ) {
    const told = (problem ?? {}) as Problem & Record<string, unknown>;
    super(told.detail ?? told.title ?? `The server answered ${status}.`);
    this.problem = told;
    this.code = told.code ?? "";
    this.fields = (told.fields as Record<string, unknown> | undefined) ?? {};
  }
}

/* The server couldn't be reached, or was too busy: the same may succeed later. */
export class Unreachable extends Error {
  /* For how long it doesn't want to be asked, if it said so. */
  retryAfterMs?: number;
}

/* Refused for now, because it was tried too often. */
export class TooOften extends Unreachable {}

/* Every path of the API, typed by its document. */
export const api = createClient<paths>({ fetch: (request: Request) => send(request) });

/* What the server answers, or raises Refused or Unreachable. */
export async function ask<T>(
  asked: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  const { data, error, response } = await asked.catch(cutOff);
  if (!response.ok) throw new Refused(response.status, error);
  return data as T;
}

// An answer that ends in the middle is none.
function cutOff(failure: unknown): never {
  const isCut = failure instanceof SyntaxError || failure instanceof TypeError;
  throw isCut || isOver(failure) ? new Unreachable("no whole answer", { cause: failure }) : failure;
}

function isOver(failure: unknown): boolean {
  return failure instanceof DOMException && /^(Abort|Timeout|Network)Error$/.test(failure.name);
}

async function send(request: Request): Promise<Response> {
  const again = request.clone();
  const answer = await fetchOnce(request);
  const signsIn = request.method === "POST" && new URL(request.url).pathname === SIGN_IN;
  const mayRenew = answer.status === 401 && !signsIn;
  return mayRenew && (await renew(again.headers.get(CSRF))) ? fetchOnce(again) : answer;
}

async function fetchOnce(request: Request): Promise<Response> {
  const headers = new Headers(request.headers);
  const csrf = await plain.get("csrf");
  if (csrf && !headers.has(CSRF)) headers.set(CSRF, csrf);
  try {
    const answer = await fetch(request, {
      headers,
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (answer.status === 503 || answer.status === 429) throw busy(answer);
    if (!isFromHome(answer)) throw new Unreachable(`Somebody on the way said ${answer.status}.`);
    return answer;
  } catch (error) {
    if (error instanceof Unreachable) throw error;
    throw new Unreachable("no answer", { cause: error });
  }
}

/* Whether the clinic itself has answered, as far as can be seen: a hotel's network says 200 and
   "welcome" to everything, or nothing at all, a firm's proxy refuses in its own words. The clinic
   numbers its answers. That a message is too large anybody may say. */
export function isFromHome({ ok, status, headers }: Response): boolean {
  const kind = headers.get("Content-Type") ?? "";
  if (status === 413) return true;
  if (status === 204) return headers.has("X-Request-Id");
  return kind.startsWith(ok ? "application/json" : "application/problem+json");
}

function busy(answer: Response): Unreachable {
  const told = new (answer.status === 429 ? TooOften : Unreachable)(`${answer.status}`);
  const header = answer.headers.get("Retry-After")?.trim() ?? "";
  // RFC 9110 10.2.3: seconds, or a date, which is measured by the server's own clock.
  const date = Date.parse(header) - Date.parse(answer.headers.get("Date") ?? "");
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : date;
  if (ms > 0) told.retryAfterMs = Math.min(ms, MOST_PATIENCE_MS);
  return told;
}

/* Whether the sign-in goes on. Pages and worker take turns: a refresh token counts once. One that
   was left here is known by its token alone, and goes on only to be ended. */
export async function renew(left: string | null = null): Promise<boolean> {
  return await inTurn("tidemark-sign-in", TURN_MS, async () => {
    if (!left && !(await plain.get("csrf"))) return false;
    const answer = await fetchOnce(
      new Request(RENEW, {
        method: "POST",
        headers: { "Content-Type": "application/json", ...(left ? { [CSRF]: left } : {}) },
        body: "{}",
      }),
    );
    if (answer.status >= 500) throw new Unreachable(`${answer.status}`);
    // The CSRF token stays as long as the sign-in does; who has left meanwhile gets none back.
    return answer.ok;
  });
}
