/* How the consent form stands, kept sealed so that it is known without a network. */
import type { ConsentItem, Consents } from "../api/schema";
import { api, ask } from "../api/server";
import { catalogue } from "../catalogue/catalogue";
import { kept, renewed, renewedOrKept } from "./own/known";
import { own } from "./own/path";

const KEPT = "consents";

/* The points in the order in which the form asks them. */
export function itemsOf(form: Consents): [id: string, item: ConsentItem][] {
  const order = catalogue().consent.items.map(({ id }) => id);
  const place = (id: string) => order.indexOf(id);
  return Object.entries(form.items).sort(([one], [other]) => place(one) - place(other));
}

export function isGiven(item: ConsentItem | undefined): boolean {
  return Boolean(item?.given_at) && !item?.withdrawn_at;
}

/* Takes over what the server says of the form. */
export async function keepConsents(told: Consents): Promise<Consents> {
  return (await renewed(KEPT, async () => told)).value;
}

export function loadConsents() {
  return renewedOrKept<Consents>(KEPT, () =>
    ask(api.GET("/api/v1/patients/{patient_id}/consents", own())),
  );
}

/* Whether something is missing without which nothing may be written; from what was kept if the
   server can't be asked, and false if that isn't known either. */
export async function consentsMissing(): Promise<boolean> {
  const told = await loadConsents().catch(async () => kept<Consents>(KEPT));
  return Object.values(told?.value.items ?? {}).some((item) => item.required && !isGiven(item));
}
