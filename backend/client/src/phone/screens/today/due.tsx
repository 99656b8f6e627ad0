/* Questionnaires and thinking tasks that can be answered now; the next one as a plain line. */
import { useState } from "preact/hooks";
import type { Due, Occurrence } from "../../../api/schema";
import { catalogue } from "../../../catalogue/catalogue";
import { briefDay, clock, diaryDay, longDay } from "../../../days";
import { zone } from "../../../formats";
import { me } from "../../../session";
import { waiting } from "../../../sync";
import { language, t } from "../../../texts";
import { Button, LinkButton, Problem, useAttempt } from "../../../ui/parts";
import { askForDue, isOpen } from "../../diary/known-here";
import { MissingReasons } from "../../diary/reasons";
import { useKnown } from "../../own/known";
import { mine } from "../../own/path";
import { send } from "../../own/sending";

const DIARY = "diary";
const MOMENT = "moment";
const TASKS = "cognitive_battery";

export function DueNow() {
  const { known } = useKnown<Due>("due", askForDue, waiting.value.length);
  const words = t().phone.today;
  const now = new Date();
  const items = (known?.value.items ?? []).filter((item) => isAsked(item) && !isDecided(item));
  const open = items
    .filter((item) => isOpen(item, now))
    .sort((one, other) => Date.parse(one.closes_at) - Date.parse(other.closes_at));
  const later = items.find((item) => item.state === "due" && new Date(item.opens_at) > now);
  if (!open.length && !later) return null;
  return (
    <section class="card" aria-labelledby="due-now">
      <h2 id="due-now">{words.due}</h2>
      {!open.length && <p>{words.nothingDue}</p>}
      <ul>
        {open.map((item) => (
          <li key={item.id} class="due">
            <DueItem item={item} />
          </li>
        ))}
      </ul>
      {later && <p class="soft">{words.later(nameOf(later), longDay(later.day, language()))}</p>}
    </section>
  );
}

function isAsked({ ask, id }: Occurrence): boolean {
  return ask !== DIARY && id !== null;
}

/* Answered or declined on this phone, although the clinic may not know yet. */
function isDecided({ id }: Occurrence): boolean {
  return waiting.value.some(
    ({ entry, put }) => entry === `due/${id}` || put?.body.occurrence_id === id,
  );
}

function nameOf({ ask }: Occurrence): string {
  const words = t().phone.today;
  if (ask === TASKS) return words.tasks;
  if (ask === MOMENT) return words.momentAsked;
  const topic = words.topics[ask];
  if (topic) return words.questionnaire(topic);
  const name = catalogue().instruments.find(({ id }) => id === ask)?.name ?? ask;
  return words.questionnaire(name.replace(/ \(.*\)$/, ""));
}

function placeOf({ ask, id }: Occurrence): string {
  if (ask === TASKS) return `/tasks?occurrence=${id}`;
  if (ask === MOMENT) return "/moment/new";
  return `/questionnaire/${ask}?occurrence=${id}`;
}

/* The last diary day on which it can be answered, or today the hour. */
function closing({ closes_at }: Occurrence): string {
  const last = diaryDay(new Date(Date.parse(closes_at) - 1), me().day_starts_at);
  const today = diaryDay(new Date(), me().day_starts_at);
  return last === today ? clock(closes_at, language(), zone()) : briefDay(last, language());
}

function DueItem({ item }: { item: Occurrence }) {
  const [declining, setDeclining] = useState(false);
  const [error, attempt] = useAttempt();
  const words = t().phone.today;
  const decline = (reason: string) =>
    attempt(() =>
      send(`due/${item.id}`, {
        path: mine(`due/${item.id}`),
        body: { state: "declined", reason },
        base: null,
      }),
    );
  return (
    <>
      <LinkButton to={placeOf(item)} kind="quiet" wide>
        {nameOf(item)}
      </LinkButton>
      <div class="row spread">
        <span class="soft">{words.until(closing(item))}</span>
        <Button kind="quiet" onClick={() => setDeclining(!declining)}>
          {declining ? t().common.cancel : words.cannot}
        </Button>
      </div>
      <Problem error={error} />
      {declining && <MissingReasons label={words.whyCannot} onChoose={decline} />}
    </>
  );
}
