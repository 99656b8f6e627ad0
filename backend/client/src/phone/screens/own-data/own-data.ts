/* The person's data, taken away or erased. */
import { api, ask, Refused, Unreachable } from "../../../api/server";
import { end, forget, me, signIn } from "../../../session";
import { confirm } from "../../confirm";
import { own } from "../../own/path";

/* So long a browser may take until it begins to read the file. */
const READ_MS = 60_000;
/* So long the wiping here is waited for: the clinic's answer has the browser wipe the same. */
const WIPE_MS = 5_000;

/* Hands everything to the browser as a file of this name. */
export async function download(password: string, name: string): Promise<void> {
  await confirm(password);
  const data = await ask(
    api.GET(
      "/api/v1/patients/{patient_id}/own-data" as never,
      {
        ...own(),
        parseAs: "blob",
      } as never,
    ),
  );
  const link = document.createElement("a");
  link.href = URL.createObjectURL(data as Blob);
  link.download = `${name}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), READ_MS);
}

/* Erases the account at the clinic, then everything of it on this phone. */
export async function erase(password: string): Promise<void> {
  const { id, email } = me();
  await confirm(password);
  try {
    await ask(api.DELETE("/api/v1/account" as never, { body: { password } } as never));
  } catch (error) {
    if (!(isUnclear(error) && (await isGone(email, password)))) throw error;
  }
  // An account that is gone is told to be gone, whatever the browser makes of the rest.
  const patience = new Promise((resolve) => setTimeout(resolve, WIPE_MS));
  await Promise.race([forget(id, true).catch(() => undefined), patience]);
  end();
}

/* Whether it may have come about: the answer was lost, or the browser asked again by itself. */
function isUnclear(error: unknown): boolean {
  return error instanceof Unreachable || (error instanceof Refused && error.status === 401);
}

/* Whether the password that was right just now opens nothing any more. */
async function isGone(email: string, password: string): Promise<boolean> {
  try {
    await signIn(email, password);
    return false;
  } catch (refusal) {
    return refusal instanceof Refused && refusal.status === 401;
  }
}
