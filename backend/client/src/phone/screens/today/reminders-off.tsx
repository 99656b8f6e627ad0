/* Somebody agreed to reminders, and this phone shows none: said once, with the way to turn them on. */
import type { Consents, ShownReminderPlan } from "../../../api/schema";
import * as plain from "../../../kept/plain";
import * as store from "../../../kept/store";
import { REMINDED } from "../../../push/reminded";
import { me } from "../../../session";
import { look } from "../../../sync";
import { t } from "../../../texts";
import { Banner, Button, LinkButton } from "../../../ui/parts";
import { isGiven } from "../../consents";
import type { Known } from "../../own/known";

const CLOSED = "reminders_off_closed";
const NAMES = ["consents", "reminders", REMINDED, CLOSED];

export function RemindersOff() {
  const words = t().phone.today;
  const close = async () => {
    await store.write(me().id, CLOSED, true);
    await look();
  };
  return (
    <Banner>
      <p>{words.remindersOff}</p>
      <div class="row">
        <LinkButton to="/reminders">{words.remindersOn}</LinkButton>
        <Button kind="quiet" onClick={close}>
          {words.remindersLeave}
        </Button>
      </div>
    </Banner>
  );
}

/* Whether it has to be said: they are wanted, none is shown here, and this phone could. Without a
   network they can't be turned on, so nothing is said then. */
export async function areRemindersMissed(today: string): Promise<boolean> {
  if (!mayShow() || !navigator.onLine) return false;
  const [kept, subscription] = await Promise.all([
    store.readMany<unknown>(me().id, NAMES),
    plain.get("subscription"),
  ]);
  const consents = (kept.get("consents") as Known<Consents> | undefined)?.value;
  const plan = (kept.get("reminders") as Known<ShownReminderPlan> | undefined)?.value;
  // Who turned them off here wants none here.
  const isRefusedHere = kept.get(REMINDED) === false || kept.get(CLOSED) === true;
  if (!isGiven(consents?.items.c_push) || !isWanted(plan, today) || isRefusedHere) return false;
  return Notification.permission !== "granted" || !subscription;
}

function mayShow(): boolean {
  const isAble = "serviceWorker" in navigator && "PushManager" in globalThis;
  return isAble && "Notification" in globalThis && Notification.permission !== "denied";
}

/* Whether the plan names a day on which something comes, and isn't paused. */
function isWanted(plan: ShownReminderPlan | undefined, today: string): boolean {
  if (!plan?.weekdays.length) return false;
  const { paused_from: from, paused_until: until } = plan;
  return !(from && until && from <= today && today <= until);
}
