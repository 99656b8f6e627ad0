/* Questionnaires and thinking tasks that can be answered now; the next one as a plain line. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { Due, Occurrence } from "../../../api/schema";
import { catalogue } from "../../../catalogue/catalogue";
import { briefDay, clock, diaryDay, longDay } from "../../../days";
import { zone } from "../../../formats";
import { me } from "../../../session";
import { waiting } from "../../../sync";
import { language, t } from "../../../texts";
import { Button, LinkButton, Problem, useAttempt } from "../../../ui/parts";
import { askForDue, isOpen } from "../../diary/known-here";
import { MissingReasons, missingText } from "../../diary/reasons";
import { useKnown } from "../../own/known";
import { mine } from "../../own/path";
import { send } from "../../own/sending";

const DIARY = "diary";
const MOMENT = "moment";
const TASKS = "cognitive_battery";

export function DueNow() {
  const { known } = useKnown<Due>("due", askForDue, waiting.value.length);
  // What was just said here, by its id: it holds until this screen is left, whatever is under way.
  const [said, setSaid] = useState<Record<string, string | null>>({});
  const words = t().phone.today;
  const now = new Date();
  const items = (known?.value.items ?? [])
    .filter((item) => isAsked(item) && !isAnswered(item))
    .map((item) => ({ ...item, ...standing(item, said) }));
  const open = items
    .filter((item) => isOpen(item, now))
    .sort(
      (one, other) =>
        Date.parse(one.closes_at) - Date.parse(other.closes_at) || weight(one) - weight(other),
    );
  const toAnswer = open.filter(({ state }) => state === "due");
  const later = items.find((item) => item.state === "due" && new Date(item.opens_at) > now);
  if (!open.length && !later) return null;
  return (
    <section class="card" aria-labelledby="due-now">
      <h2 id="due-now">{words.due}</h2>
      {!toAnswer.length && <p>{words.nothingDue}</p>}
      <ul>
        {open.map((item) => (
          <li key={item.id} class="due">
            <DueItem
              item={item}
              onDecided={(reason) => setSaid({ ...said, [String(item.id)]: reason })}
            />
          </li>
        ))}
      </ul>
      {later && <p class="soft">{words.later(nameOf(later), longDay(later.day, language()))}</p>}
    </section>
  );
}

/* What closes together: a moment first, then as the catalogue has it, what takes minutes last. */
function weight({ ask }: Occurrence): number {
  if (ask === TASKS) return Number.MAX_SAFE_INTEGER;
  return catalogue().instruments.findIndex(({ id }) => id === ask);
}

function isAsked({ ask, id }: Occurrence): boolean {
  return ask !== DIARY && id !== null;
}

/* Answered on this phone, although the clinic may not know yet. */
function isAnswered({ id }: Occurrence): boolean {
  return waiting.value.some(({ put }) => put?.body.occurrence_id === id);
}

/* Whether it can't be answered, as this phone knows it: what was said here lies on top. */
function standing(item: Occurrence, said: Record<string, string | null>) {
  const entry = `due/${item.id}`;
  const sent = waiting.value.findLast((one) => one.entry === entry && !one.refused)?.put?.body;
  const here = said[String(item.id)] ?? (sent?.reason as string | null | undefined);
  const isSaid = String(item.id) in said || sent !== undefined;
  if (!isSaid || !["due", "declined"].includes(item.state)) return {};
  return here ? { state: "declined" as const, reason: here } : { state: "due" as const };
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

interface DueItemProps {
  item: Occurrence;
  onDecided: (reason: string | null) => void;
}

/* One that can be answered, or of which was said why it can't be: that can be taken back. */
function DueItem({ item, onDecided }: DueItemProps) {
  const [error, attempt] = useAttempt();
  const place = useRef<HTMLDivElement>(null);
  const touched = useRef(false);
  useEffect(() => {
    // The button that had the focus has given way.
    if (touched.current) place.current?.focus();
  }, [item.state]);
  const decide = (reason: string | null) =>
    attempt(async () => {
      const body = reason ? { state: "declined", reason } : { state: "due" };
      await send(`due/${item.id}`, { path: mine(`due/${item.id}`), body, base: null });
      touched.current = true;
      onDecided(reason);
    });
  return (
    <div tabIndex={-1} ref={place}>
      {item.state === "declined" ? (
        <Declined item={item} onTakeBack={() => decide(null)} />
      ) : (
        <Asked item={item} onDecline={decide} />
      )}
      <Problem error={error} />
    </div>
  );
}

function Declined({ item, onTakeBack }: { item: Occurrence; onTakeBack: () => unknown }) {
  const words = t().phone.today;
  return (
    <>
      <p>
        {nameOf(item)}
        <br />
        <span class="soft">{words.declined(missingText(item.reason))}</span>
      </p>
      <Button kind="quiet" wide onClick={onTakeBack}>
        {words.takeBack}
        <span class="visually-hidden"> {nameOf(item)}</span>
      </Button>
    </>
  );
}

function Asked({ item, onDecline }: { item: Occurrence; onDecline: (reason: string) => unknown }) {
  const [declining, setDeclining] = useState(false);
  const words = t().phone.today;
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
      {declining && <MissingReasons label={words.whyCannot} onChoose={onDecline} />}
    </>
  );
}
