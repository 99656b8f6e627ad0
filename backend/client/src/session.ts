/* Who is signed in here, on the phone or at the desk. */
import { signal } from "@preact/signals";
import type { Account } from "./api/schema";
import { api, ask, Refused } from "./api/server";
import { askForBackgroundSync } from "./background";
import { afterEnding, endLeft, leaveSignIn } from "./kept/ending";
import { leave } from "./kept/leave";
import * as plain from "./kept/plain";
import * as queue from "./kept/queue";
import * as store from "./kept/store";
import { forgetKeys, makeKey } from "./kept/vault";
import { later } from "./later";
import * as device from "./push/device";

/* "locked": the sign-in has run out, what this person wrote is still here. */
export type Phase = "starting" | "signed_out" | "locked" | "signed_in";

export const phase = signal<Phase>("starting");
export const account = signal<Account | null>(null);

// Other tabs of this browser are signed in and out together with this one.
const channel = new BroadcastChannel("tidemark-session");
channel.addEventListener("message", () => {
  forgetKeys();
  void begin();
});
addEventListener("online", () => void endLeft());
addEventListener("pageshow", (event) => {
  if ((event as PageTransitionEvent).persisted) void begin();
});

/* Whoever is signed in; for screens that are only shown to somebody who is. */
export function me(): Account {
  if (!account.value) throw new Error("Nobody is signed in.");
  return account.value;
}

/* Finds out who is signed in, without a network from what is kept. */
export async function begin(): Promise<void> {
  void endLeft();
  const [who, csrf] = await Promise.all([plain.get("who"), plain.get("csrf")]);
  const known = who ? await store.read<Account>(who, "account") : undefined;
  if (who && known && csrf) {
    account.value = known;
    phase.value = "signed_in";
    later(refreshAccount);
  } else {
    account.value = known ?? null;
    phase.value = known ? "locked" : "signed_out";
  }
}

/* The same where a browser may keep nothing: then nobody is signed in. */
export async function beginAnywhere(): Promise<void> {
  await begin().catch(() => {
    phase.value = "signed_out";
  });
}

async function refreshAccount(): Promise<void> {
  try {
    await keep(await ask(api.GET("/api/v1/account")));
  } catch (error) {
    await noteRefusal(error);
  }
}

/* Locks the app if this refusal means that the sign-in has ended; gives whether it does. */
export async function noteRefusal(error: unknown): Promise<boolean> {
  const ends = error instanceof Refused && (error.status === 401 || error.code === "csrf");
  if (!ends || phase.value !== "signed_in") return false;
  await plain.forget("csrf");
  await device.leave();
  phase.value = "locked";
  channel.postMessage("locked");
  return true;
}

/* Signs in; raises Refused (otp_required, sign_in, …) or Unreachable. */
export async function signIn(email: string, password: string, otp?: string): Promise<Account> {
  const body = { email, password, ...(otp ? { otp } : {}) };
  const told = await afterEnding(() => ask(api.POST("/api/v1/session", { body })));
  const before = await plain.get("who");
  if (before && before !== told.account.id) {
    await device.leave();
    await leave(before);
  }
  await makeKey(told.account.id);
  await plain.put("csrf", told.csrf_token);
  await plain.put("who", told.account.id);
  await keep(told.account);
  phase.value = "signed_in";
  channel.postMessage("signed_in");
  return told.account;
}

/* Takes over what the server says of the account. */
export async function keep(told: Account): Promise<void> {
  await store.write(told.id, "account", told);
  account.value = told;
}

/* How many entries the clinic doesn't have yet; to be told before a sign-out. */
export function unsent(): Promise<number> {
  return account.value ? queue.count(account.value.id) : Promise.resolve(0);
}

/* Signs out and leaves nothing readable, whether the clinic hears of it now or later. What is
   unsent stays, encrypted, unless `discard`. */
export async function signOut({ discard = false } = {}): Promise<void> {
  const who = account.value?.id ?? (await plain.get("who"));
  await leaveSignIn();
  // What is here goes first: nobody waits for the clinic to be safe from the next who looks.
  await forget(who, discard);
  if (!(await endLeft())) void askForBackgroundSync();
}

/* Ends the sign-in at once, as if it had run out: what was typed stays for the same person. */
export async function lock(): Promise<void> {
  if (phase.value !== "signed_in") return;
  phase.value = "locked";
  await leaveSignIn();
  await plain.forget("csrf");
  channel.postMessage("locked");
  await endLeft();
}

/* Leaves nothing readable of this person on this device. */
export async function forget(who: string | undefined, discard: boolean): Promise<void> {
  await leave(who, { discard });
  end();
  await device.leave();
}

/* Nobody is signed in any more, here and in other tabs. */
export function end(): void {
  account.value = null;
  phase.value = "signed_out";
  channel.postMessage("signed_out");
}
