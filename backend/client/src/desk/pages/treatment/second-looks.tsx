/* What waits for a second person: seen with all its findings, then confirmed or left waiting. */
import { useState } from "preact/hooks";
import type { SecondLook } from "../../../api/schema";
import { api, ask } from "../../../api/server";
import { go } from "../../../router";
import { me } from "../../../session";
import { t } from "../../../texts";
import { Awaited, Banner, Button, Title, useAttempt, useLoaded } from "../../../ui/parts";
import { differences } from "../../forms/differing";
import { leaveDraft } from "../../forms/drafts";
import { refusalText } from "../../forms/record-form";
import { when, who } from "../../forms/show";
import { nameOf, written } from "../../forms/written";
import { FindingsList } from "./findings";
import { word } from "./known";
import { valuesOfHeldOrder } from "./orders/wish";
import { order, session } from "./records";
import { sessionLabels } from "./sessions/given-form";
import { writeSession } from "./sessions/plan-form";
import { valuesOfPlan } from "./sessions/plan-wish";

/* What of a record says nothing about what is to be looked at. */
const ASIDE = ["confirmed", "prescriber_id", "order_id", "status", "findings", "unconfirmed"];
const OF_RECORDS = ["id", "revision", "recorded_by", "recorded_role", "recorded_at"];

export function SecondLooksPart({ patient }: { patient: string }) {
  const [done, setDone] = useState<string | null>(null);
  const words = t().desk.treatment.looks;
  const found = useLoaded(
    () =>
      ask(
        api.GET("/api/v1/patients/{patient_id}/second-looks", {
          params: { path: { patient_id: patient } },
        }),
      ),
    patient,
  );
  return (
    <>
      <Title>{words.title}</Title>
      <p>{words.text}</p>
      {done && (
        <Banner kind="good" role="status">
          {done}
        </Banner>
      )}
      <Awaited of={found}>
        {({ items }) =>
          items.length ? (
            <ul class="stack">
              {items.map((look) => (
                <li key={`${look.record_id} ${look.tag}`}>
                  <Look
                    patient={patient}
                    look={look}
                    onDone={(said) => {
                      setDone(said);
                      found.reload();
                    }}
                  />
                </li>
              ))}
            </ul>
          ) : (
            <p>{words.nothing}</p>
          )
        }
      </Awaited>
      <p class="soft">{words.breakGlass}</p>
    </>
  );
}

interface LookProps {
  patient: string;
  look: SecondLook;
  onDone: (said: string) => void;
}

function Look({ patient, look, onDone }: LookProps) {
  const words = t().desk.treatment.looks;
  const isOwn = look.by === me().id;
  return (
    <section class="card">
      <h2>{word("lookKind", look.kind)}</h2>
      <p class="soft">
        {words.by(who(look.by, look.kind === "dose" ? "patient" : "specialist"), when(look.at))}
      </p>
      <FindingsList findings={look.findings} />
      <Content look={look} />
      {isOwn ? <Own patient={patient} look={look} /> : <Judge {...{ patient, look, onDone }} />}
    </section>
  );
}

/* All that it says: whoever confirms has seen it whole. */
function Content({ look }: { look: SecondLook }) {
  const words = t().desk.treatment;
  const ofDoses = look.kind === "dose" ? words.doses.fields : {};
  const labels = { ...words.orders.fields, ...sessionLabels(), ...ofDoses };
  const said = differences({}, spread(look.document as Record<string, unknown>)).filter(
    ({ path, other }) =>
      other !== null && ![...ASIDE, ...OF_RECORDS].includes(path.split(".")[0] ?? ""),
  );
  return (
    <dl class="facts">
      {said.map(({ path, other }) => (
        <div key={path}>
          <dt>{nameOf(path.replace(/^(plan|given)\./, ""), labels)}</dt>
          <dd>{written(path, other, labels, writeSession)}</dd>
        </div>
      ))}
    </dl>
  );
}

/* Plan and given with their fields side by side; what else is nested stays whole. */
function spread(document: Record<string, unknown>): Record<string, unknown> {
  const flat: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(document)) {
    const isPart = (name === "plan" || name === "given") && value !== null;
    if (!isPart) flat[name] = value;
    else {
      for (const [inner, each] of Object.entries(value as object)) flat[`${name}.${inner}`] = each;
    }
  }
  return flat;
}

/* One's own proposal can't be confirmed, but taken up again, also after the computer was off. */
function Own({ patient, look }: { patient: string; look: SecondLook }) {
  const [error, attempt] = useAttempt();
  const words = t().desk.treatment.looks;
  return (
    <>
      <p>{words.own}</p>
      {Boolean(error) && <Banner kind="bad">{refusalText(error)}</Banner>}
      {(look.kind === "order" || look.kind === "session") && (
        <Button kind="quiet" onClick={() => attempt(() => takeUp(patient, look))}>
          {words.takeUp}
        </Button>
      )}
    </>
  );
}

async function takeUp(patient: string, look: SecondLook): Promise<void> {
  const content = look.document as Record<string, never>;
  const isOrder = look.kind === "order";
  const load = isOrder ? order : session;
  const revision = await load(patient, look.record_id).then(
    (stored) => stored.revision,
    () => 0,
  );
  const base = `/patient/${patient}/treatment/${isOrder ? "orders" : "sessions"}`;
  const asNew = isOrder ? `${base}/new` : `${base}/new?order=${content.order_id}`;
  const act = isOrder ? "amend" : "move";
  const place = revision ? `${base}/${look.record_id}?do=${act}` : asNew;
  const values = isOrder
    ? valuesOfHeldOrder(content)
    : valuesOfPlan(content.order_id ?? "", content.plan ?? {});
  leaveDraft(place, { id: look.record_id, revision, values });
  go(place);
}

function Judge({ patient, look, onDone }: LookProps) {
  const [disagrees, setDisagrees] = useState(false);
  const [error, attempt] = useAttempt();
  const words = t().desk.treatment.looks;
  const confirm = () =>
    attempt(async () => {
      await ask(
        api.POST("/api/v1/patients/{patient_id}/second-looks/{record_id}", {
          params: { path: { patient_id: patient, record_id: look.record_id } },
          body: { kind: look.kind as "order" | "session" | "given" | "dose", seen: look.tag },
        }),
      );
      const isPlan = look.kind === "order" || look.kind === "session";
      onDone(isPlan ? words.confirmedPlan : words.confirmedRecord);
    });
  return (
    <>
      {Boolean(error) && (
        <Banner kind="bad" role="alert">
          {refusalText(error)}
        </Banner>
      )}
      <div class="row">
        <Button onClick={confirm}>{words.confirm}</Button>
        <Button kind="quiet" pressed={disagrees} onClick={() => setDisagrees(!disagrees)}>
          {words.disagree}
        </Button>
      </div>
      {disagrees && (
        <Banner kind="warn" role="status">
          <p>{words.disagreeText}</p>
          {look.kind === "given" && (
            <a href={`#/patient/${patient}/treatment/sessions/${look.record_id}`}>
              {words.toRecord}
            </a>
          )}
        </Banner>
      )}
    </>
  );
}
