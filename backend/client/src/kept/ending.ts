/* A sign-in that was left is ended at the clinic: at once, or at the next moment with a network. */
import { api, ask, Refused } from "../api/server";
import * as plain from "./plain";
import { inTurn } from "./turns";

const TURN_MS = 60_000;

/* Remembers the sign-in that is left now; its cookies can't be deleted by a page. */
export async function leaveSignIn(): Promise<void> {
  const csrf = await plain.get("csrf");
  if (csrf) await plain.put("to_end", csrf);
}

/* Ends the one that was left, if there is one; gives whether nothing is left to end. */
export async function endLeft(): Promise<boolean> {
  return await inTurn("tidemark-ending", TURN_MS, end);
}

/* Begins a sign-in when none is being ended: an answer that clears the cookies, in whatever tab,
   must not come after the one that sets them. */
export async function afterEnding<T>(signIn: () => Promise<T>): Promise<T> {
  return await inTurn("tidemark-ending", TURN_MS, async () => {
    await end();
    return await signIn();
  });
}

async function end(): Promise<boolean> {
  const token = await plain.get("to_end");
  if (!token) return true;
  try {
    // By its own token: another person may be signed in here since, who stays so.
    await ask(api.DELETE("/api/v1/session", { headers: { "X-CSRF-Token": token } }));
  } catch (error) {
    if (!(error instanceof Refused) || error.status >= 500) return false;
  }
  await plain.forget("to_end");
  return true;
}
