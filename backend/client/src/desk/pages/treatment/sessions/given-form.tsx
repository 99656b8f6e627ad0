/* The form by which a session is recorded as given, and what was given is amended. */
import type { Session } from "../../../../api/schema";
import { go } from "../../../../router";
import { t } from "../../../../texts";
import { TextField } from "../../../../ui/fields";
import { noteStored } from "../../../forms/parts";
import { RecordFrame } from "../../../forms/record-form";
import { fromInput } from "../../../forms/show";
import { bound, useRecordForm } from "../../../forms/use-record-form";
import { FindingsPanel } from "../findings";
import { known } from "../known";
import { session as read } from "../records";
import { CourseFields } from "./given-course";
import { EventRows } from "./given-events";
import { AfterFields, BeforeFields, DoseFields } from "./given-fields";
import {
  deviations,
  freshGiven,
  type Given,
  type GivenValues,
  valuesOfGiven,
} from "./given-values";
import { VitalsTable } from "./given-vitals";
import { checkGiven, placeOfGiven, sendGiven } from "./given-wish";
import { writeSession } from "./plan-form";
import { amountsOf } from "./plan-wish";
import { type Before, WorkedOut } from "./worked-out";

interface Props {
  patient: string;
  place: string;
  before: Before;
  /* The planned session that was given, or the given one that is amended; null: it had no plan. */
  session: Session | null;
}

const valuesOf = (stored: Session) =>
  valuesOfGiven(stored.order_id, (stored.given ?? {}) as Given, stored.deviation_reason);

/* The names of all fields, those of time points and criteria included. */
export function sessionLabels(): Record<string, string> {
  const { fields, words } = t().desk.treatment;
  const criteria = known().discharge_criteria.map(({ id, text }) => [id, text]);
  return { ...fields, ...words.timepoint, ...Object.fromEntries(criteria) };
}

export function GivenForm({ patient, place, before, session }: Props) {
  const base = `/patient/${patient}/treatment/sessions`;
  const words = t().desk.treatment;
  const isAmended = session?.status === "given";
  const form = useRecordForm<GivenValues, Session>({
    place,
    fresh: () => ({
      id: session?.id ?? crypto.randomUUID(),
      revision: session?.revision ?? 0,
      values: isAmended ? valuesOf(session) : freshGiven(before.order, session),
    }),
    read: (id) => read(patient, id),
    valuesOf,
    check: (values) => checkGiven(values, before.order, session, isAmended ? 1 : 0),
    send: (sent) => sendGiven(patient, session, withReason(sent, isAmended)),
    onStored: (stored) => {
      noteStored(stored);
      go(`${base}/${stored.id}`);
    },
    placeOf: placeOfGiven,
  });
  const differing = deviations(form.values, before.order, session);
  const { text } = bound(form);
  return (
    <RecordFrame
      form={form}
      backTo={session ? `${base}/${session.id}` : base}
      label={isAmended ? words.sessions.saveAmended : words.sessions.saveGiven}
      labels={sessionLabels()}
      write={writeSession}
      panel={<FindingsPanel form={form} />}
      lead={<DoseFields form={form} order={before.order} session={session} differing={differing} />}
      aside={
        <WorkedOut
          id={form.id}
          amounts={amountsOf(form.values)}
          at={fromInput(form.values.started_at)}
          before={before}
          statuses={["given"]}
        />
      }
    >
      <BeforeFields form={form} />
      <VitalsTable form={form} />
      <CourseFields form={form} />
      <EventRows form={form} />
      <AfterFields form={form} />
      {isAmended && (
        <TextField
          label={t().desk.forms.reason}
          hint={t().desk.forms.reasonHint}
          multiline
          {...text("reason")}
        />
      )}
    </RecordFrame>
  );
}

/* Recording a planned session as given is a change like any: its reason is that it was given. */
function withReason<S extends { values: GivenValues }>(sent: S, isAmended: boolean): S {
  if (isAmended) return sent;
  const reason = t().desk.treatment.sessions.givenReason;
  return { ...sent, values: { ...sent.values, reason } };
}
