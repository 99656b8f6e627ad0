/* What has to be said at once of what was just kept, from the catalogue, when the clinic can't say
   it. */
import { type Condition, catalogue, type Flag } from "../../catalogue/catalogue";
import type { Contact, Notice } from "../../kept/notices";
import { notices } from "../../sync";
import { kept } from "./known";
import { standingOf } from "./sending";

const PATIENCE_MS = 2_000;
const STEP_MS = 100;

/* The advice to hold a dose is a signed text of the clinic's; unsigned it isn't shown. */
const HOLDS_A_DOSE = /\bdo not take your next\b/i;

type Raised = Omit<Notice, "crisis_contacts">;

/* The catalogue's flags of which one condition is met, in its words. */
export function raisedWhere(holds: (one: Condition) => boolean): Raised[] {
  const isMet = (when: Condition) => (when.any ?? [when]).some(holds);
  return catalogue()
    .flags.filter((flag) => isMet(flag.when))
    .map((flag) => ({
      id: flag.id,
      severity: flag.escalate && isMet(flag.escalate.when) ? flag.escalate.to : flag.severity,
      text: unsigned(flag),
    }));
}

/* Shows them with the clinic's contacts, unless the clinic has the entry and answers soon. */
export async function warn(raised: Raised[], entry: string): Promise<void> {
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

function unsigned(flag: Flag): string | null {
  const sentences = flag.message?.match(/[^.]+\.?/g) ?? [];
  const shown = sentences.filter((sentence) => !HOLDS_A_DOSE.test(sentence));
  return shown.length ? shown.join("").trim() : null;
}
