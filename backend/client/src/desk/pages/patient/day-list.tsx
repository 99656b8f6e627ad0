/* The written days with their notes, and the versions of those that were changed. */
import { useState } from "preact/hooks";
import type { DayDocument, RevisionDocument } from "../../../api/schema";
import { api, ask } from "../../../api/server";
import { moment } from "../../../days";
import { counted, language, t } from "../../../texts";
import { Awaited, Button, useLoaded } from "../../../ui/parts";
import { allPages } from "../../all-pages";
import { effectText } from "../../marks";
import { type Course, MEASURES } from "./course";
import { dayWithWeekday, said, writing } from "./figures";

const PAGE = 14;

export function DayList({ course }: { course: Course }) {
  const words = t().desk.patient;
  const [shown, setShown] = useState(PAGE);
  const all = [...course.days.values()].sort((one, other) => other.day.localeCompare(one.day));
  return (
    <section class="card day-list" aria-labelledby="day-list">
      <h2 id="day-list">{words.daysTitle}</h2>
      {course.withheld.has("notes") && <p class="soft">{`${words.notes}: ${words.notShared}`}</p>}
      {all.length === 0 ? <p>{words.noDays}</p> : <p class="soft">{words.daysHint}</p>}
      <ul>
        {all.slice(0, shown).map((document) => (
          <Day key={document.day} id={course.id} document={document} />
        ))}
      </ul>
      {shown < all.length && (
        <Button kind="quiet" onClick={() => setShown(shown + 2 * PAGE)}>
          {words.moreDays}
        </Button>
      )}
    </section>
  );
}

function Day({ id, document }: { id: string; document: DayDocument }) {
  const words = t().desk.patient;
  const [isOpen, setOpen] = useState(false);
  const changes = document.revision - 1;
  return (
    <li class="day">
      <h3>{dayWithWeekday(document.day)}</h3>
      <Content document={document} />
      <button
        type="button"
        class="panel-toggle"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {changes > 0 && <b>{counted(changes, words.changed)}. </b>}
        {isOpen ? words.hideVersions : words.showVersions}
        <span class="visually-hidden">: {dayWithWeekday(document.day)}</span>
      </button>
      {isOpen && <Versions id={id} day={document.day} />}
    </li>
  );
}

type Version = Pick<
  DayDocument,
  "answers" | "side_effects" | "note" | "missing_reason" | "retrospective" | "withdrawn"
>;

/* What was written, in a line or two. */
function Content({ document }: { document: Version }) {
  const words = t().desk.patient;
  const reasons = words.missingReasons as Record<string, string>;
  const values = MEASURES.flatMap((measure) => {
    const value = document.answers[measure];
    return typeof value === "number" ? [`${words.measures[measure]} ${said(value)}`] : [];
  });
  const effects = Object.entries(document.side_effects ?? {})
    .filter(([, severity]) => severity > 0)
    .map(([effect, severity]) => `${effectText(effect)} (${words.severity[severity]})`);
  const reason = document.missing_reason;
  return (
    <div>
      {document.withdrawn && <p>{words.withdrawn}</p>}
      {reason && <p>{words.missingBecause(reasons[reason] ?? reason)}</p>}
      {values.length > 0 && <p>{values.join(" · ")}</p>}
      {effects.length > 0 && <p>{effects.join(" · ")}</p>}
      {document.note && <p class="readout-note">{document.note}</p>}
      {writing(document as DayDocument) === "late" && <p class="soft">{words.writtenLate}</p>}
    </div>
  );
}

function Versions({ id, day }: { id: string; day: string }) {
  const loaded = useLoaded(
    () =>
      allPages<RevisionDocument>((query) =>
        ask(
          api.GET("/api/v1/patients/{patient_id}/diary/days/{day}/revisions", {
            params: { path: { patient_id: id, day }, query },
          }),
        ),
      ),
    day,
  );
  return (
    <Awaited of={loaded}>
      {(versions) => (
        <ol class="versions">
          {versions.map((version) => (
            <OneVersion key={version.revision} version={version} />
          ))}
        </ol>
      )}
    </Awaited>
  );
}

function OneVersion({ version }: { version: RevisionDocument }) {
  const words = t().desk.patient;
  const reasons = words.reasons as Record<string, string>;
  const at = moment(version.received_at, language(), version.time_zone);
  return (
    <li>
      <p>
        <b>{words.version(said(version.revision), at)}</b>
      </p>
      {version.open_conflict ? (
        <p class="conflict">{words.conflictOpen}</p>
      ) : (
        version.conflict && <p class="conflict">{words.conflict}</p>
      )}
      {version.reason && <p>{words.reasonIs(reasons[version.reason] ?? version.reason)}</p>}
      <Content document={version} />
    </li>
  );
}
