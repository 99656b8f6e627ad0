/* What has to be said at once of an answer, from the catalogue, when the clinic can't say it. */
import { api, ask } from "../../../api/server";
import {
  type Condition,
  catalogue,
  type Flag,
  type Instrument,
  itemsOf,
} from "../../../catalogue/catalogue";
import type { Contact, Notice } from "../../../kept/notices";
import { notices } from "../../../sync";
import { kept, renewed } from "../../own/known";
import { standingOf } from "../../own/sending";
import type { Answers } from "./flow";

const PATIENCE_MS = 2_000;
const STEP_MS = 100;

/* The advice to hold a dose is a signed text of the clinic's; unsigned it isn't shown. */
const HOLDS_A_DOSE = /\bdo not take your next\b/i;

/* Has the clinic's contacts at hand before they are needed. */
export async function keepContacts(): Promise<void> {
  await renewed("clinic", () => ask(api.GET("/api/v1/clinic"))).catch(() => undefined);
}

/* Shows the catalogue's words and the clinic's contacts, unless the clinic itself answers soon. */
export async function warnOf(instrument: Instrument, answers: Answers, entry: string) {
  const raised = raisedBy(instrument, answers);
  if (!raised.length || (await isReceivedSoon(entry))) return;
  const clinic = await kept<{ crisis_contacts: Contact[] }>("clinic");
  const crisis_contacts = clinic?.value.crisis_contacts ?? [];
  const told = raised.map((flag): Notice => ({ ...flag, crisis_contacts }));
  const open = new Set(notices.value.map(({ id }) => id));
  notices.value = [...notices.value, ...told.filter(({ id }) => !open.has(id))];
}

async function isReceivedSoon(entry: string): Promise<boolean> {
  for (let waited = 0; navigator.onLine && waited < PATIENCE_MS; waited += STEP_MS) {
    if (standingOf(entry) === "received") return true;
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
  return standingOf(entry) === "received";
}

function raisedBy(instrument: Instrument, answers: Answers) {
  const safety = new Set(
    itemsOf(instrument)
      .filter((item) => item.safety_item)
      .map(({ id }) => id),
  );
  const isMet = (when: Condition) =>
    conditions(when).some((one) => {
      const value = answers[one.item ?? ""] ?? null;
      const isOurs = one.type === "latest" && one.instrument === instrument.id;
      return isOurs && safety.has(one.item ?? "") && value !== null && holds(one, value);
    });
  return catalogue()
    .flags.filter((flag) => isMet(flag.when))
    .map((flag) => ({
      id: flag.id,
      severity: flag.escalate && isMet(flag.escalate.when) ? flag.escalate.to : flag.severity,
      text: unsigned(flag),
    }));
}

function conditions(when: Condition): Condition[] {
  return when.any ?? [when];
}

function holds({ op, value = 0 }: Condition, given: number): boolean {
  return op === ">=" ? given >= value : given === value;
}

function unsigned(flag: Flag): string | null {
  const sentences = flag.message?.match(/[^.]+\.?/g) ?? [];
  const shown = sentences.filter((sentence) => !HOLDS_A_DOSE.test(sentence));
  return shown.length ? shown.join("").trim() : null;
}
