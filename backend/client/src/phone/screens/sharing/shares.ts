/* What the screen knows and does of sharing; nothing that is drawn. */
import type { CodeHolder, Grant, NewGrant } from "../../../api/schema";
import { api, ask, Refused } from "../../../api/server";
import * as store from "../../../kept/store";
import { me } from "../../../session";
import { isGiven, loadConsents } from "../../consents";
import { renewed } from "../../own/known";
import { own } from "../../own/path";
import { SEEN } from "../../seen-by-clinic";
import { TO_SHARE } from "../consents/item-page";

export const CATEGORIES = ["pain", "side_effects", "mood", "substance", "notes"] as const;
export type Category = (typeof CATEGORIES)[number];
export type Choice = Omit<NewGrant, "share_code">;

const CODES = "share-codes";

export interface Shares {
  grants: Grant[];
  /* Whether the consents that sharing needs are given. */
  allowed: boolean;
}

export async function load(): Promise<Shares> {
  const params = { ...own().params, query: { limit: 200 } };
  const [page, form] = await Promise.all([
    ask(api.GET("/api/v1/patients/{patient_id}/grants", { params })),
    loadConsents().then(({ value }) => value),
  ]);
  await renewed(SEEN, async () => page.items.some(({ live }) => live));
  const needed = Object.entries(form.items).filter(
    ([id, each]) => each.required || id === TO_SHARE,
  );
  return { grants: page.items, allowed: needed.every(([, item]) => isGiven(item)) };
}

export function lookUp(share_code: string): Promise<CodeHolder> {
  const path = "/api/v1/patients/{patient_id}/share-codes/look-up";
  return ask(api.POST(path, { ...own(), body: { share_code } }));
}

/* Shares, and keeps the code sealed: the server wants it again for every change. */
export async function share(share_code: string, choice: Choice): Promise<Grant> {
  const path = "/api/v1/patients/{patient_id}/grants";
  const grant = await ask(api.POST(path, { ...own(), body: { share_code, ...choice } }));
  await store.write(me().id, CODES, { ...(await codes()), [grant.specialist.id]: share_code });
  return grant;
}

/* The specialist's code, if it was entered on this phone. */
export async function codeOf(grant: Grant): Promise<string | undefined> {
  return (await codes())[grant.specialist.id];
}

/* Puts another choice in place of a grant. What shows more is refused for a day after a dose, and
   is asked first, so that nothing is ended in vain. */
export async function change(grant: Grant, code: string, choice: Choice): Promise<void> {
  if (isSame(grant, choice)) return;
  try {
    await share(code, choice);
  } catch (refusal) {
    if (!(refusal instanceof Refused && refusal.code === "already_shared")) throw refusal;
    await end(grant);
    await share(code, choice);
  }
}

function isSame(one: Choice, other: Choice): boolean {
  const sorted = ({ categories, covers_team, expires_on }: Choice) =>
    JSON.stringify([[...categories].sort(), covers_team, expires_on ?? null]);
  return sorted(one) === sorted(other);
}

export async function end(grant: Grant): Promise<void> {
  const path = { ...own().params.path, grant_id: grant.id };
  await ask(api.DELETE("/api/v1/patients/{patient_id}/grants/{grant_id}", { params: { path } }));
}

async function codes(): Promise<Record<string, string>> {
  return (await store.read<Record<string, string>>(me().id, CODES)) ?? {};
}
