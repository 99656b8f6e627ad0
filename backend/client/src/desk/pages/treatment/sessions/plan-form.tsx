/* The form by which a session is planned, or its plan moved and changed. */
import type { Session } from "../../../../api/schema";
import { zone } from "../../../../formats";
import { go } from "../../../../router";
import { t } from "../../../../texts";
import { SelectField, TextField } from "../../../../ui/fields";
import { Group, noteStored } from "../../../forms/parts";
import { RecordFrame } from "../../../forms/record-form";
import { fromInput, unit, who } from "../../../forms/show";
import { bound, useRecordForm } from "../../../forms/use-record-form";
import { FindingsPanel } from "../findings";
import { choices, drugName, known, routeName, word } from "../known";
import { session as read } from "../records";
import { AmountFields } from "./amount-fields";
import {
  amountsOf,
  checkPlan,
  freshPlan,
  type Plan,
  type PlanValues,
  placeOfSession,
  sendPlan,
  valuesOfPlan,
} from "./plan-wish";
import { type Before, WorkedOut } from "./worked-out";

interface Props {
  patient: string;
  place: string;
  before: Before;
  amends: Session | null;
}

const valuesOf = (stored: Session) =>
  valuesOfPlan(stored.order_id, (stored.plan ?? {}) as Partial<Plan>);

export function PlanForm({ patient, place, before, amends }: Props) {
  const base = `/patient/${patient}/treatment/sessions`;
  const words = t().desk.treatment;
  const form = useRecordForm<PlanValues, Session>({
    place,
    fresh: () => ({
      id: amends?.id ?? crypto.randomUUID(),
      revision: amends?.revision ?? 0,
      values: amends ? valuesOf(amends) : freshPlan(before.order, before.sessions[0] ?? null),
    }),
    read: (id) => read(patient, id),
    valuesOf,
    check: checkPlan,
    send: (sent) => sendPlan(patient, sent),
    onStored: (stored) => {
      noteStored(stored);
      go(`${base}/${stored.id}`);
    },
    placeOf: placeOfSession,
  });
  const { text, choice } = bound(form);
  const { values } = form;
  return (
    <RecordFrame
      form={form}
      backTo={amends ? `${base}/${amends.id}` : base}
      label={amends ? words.sessions.savePlan : words.sessions.plan}
      labels={words.fields}
      write={writeSession}
      panel={<FindingsPanel form={form} />}
      lead={
        <Group title={words.sessions.planGroup}>
          <p>
            {drugName(values.drug)}, {routeName(values.route)}
          </p>
          <p class="soft">{words.sessions.asOrdered}</p>
          <div class="grid">
            <TextField
              label={words.fields.starts_at}
              hint={t().desk.forms.clock(zone())}
              type="datetime-local"
              {...text("starts_at")}
            />
            <SelectField
              label={t().desk.forms.optional(words.fields.setting)}
              options={choices("setting", known().settings)}
              empty={t().desk.forms.choose}
              {...choice("setting")}
            />
          </div>
          <AmountFields form={form} strengthIsOptional />
        </Group>
      }
      aside={
        <WorkedOut
          id={form.id}
          amounts={amountsOf(values)}
          at={fromInput(values.starts_at)}
          before={before}
          statuses={["given", "planned"]}
        />
      }
    >
      {form.revision > 0 && (
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

/* How a session's values are written out. */
export function writeSession(name: string, value: unknown): string {
  const text = String(value);
  if (name === "drug") return drugName(text);
  if (name === "route") return routeName(text);
  if (name === "discharged_by") return who(text);
  if (name === "unit" || name === "strength_unit") return unit(text);
  const kinds: Record<string, Parameters<typeof word>[0]> = {
    setting: "setting",
    status: "sessionStatus",
    changed: "changed",
    tolerability: "tolerability",
    timepoint: "timepoint",
    pregnancy_test: "pregnancy",
    class: "medicineClass",
    allocation_guess: "guess",
    confirmed: "quantity",
  };
  const kind = kinds[name];
  return kind ? word(kind, text) : "";
}
