/* What was given beside what was planned, how the patient came, and how they left. */
import type { Order, Session } from "../../../../api/schema";
import { zone } from "../../../../formats";
import { t } from "../../../../texts";
import { SelectField, TextField, Tick } from "../../../../ui/fields";
import { Button } from "../../../../ui/parts";
import { fieldId } from "../../../forms/flaws";
import { Group } from "../../../forms/parts";
import { Rows } from "../../../forms/rows";
import { amount, when } from "../../../forms/show";
import { bound, type RecordForm } from "../../../forms/use-record-form";
import {
  choices,
  drugChoices,
  drugName,
  known,
  routeChoices,
  routeName,
  sessionField,
} from "../known";
import { AmountFields } from "./amount-fields";
import { asPlanned, FRESH_MEDICINE, FRESH_OTHER, type GivenValues } from "./given-values";
import { MedicineFields } from "./medicine-fields";
import type { Plan } from "./plan-wish";

export interface GivenProps {
  form: RecordForm<GivenValues, Session>;
}

interface DoseProps extends GivenProps {
  order: Order;
  session: Session | null;
  differing: string[];
}

export function DoseFields({ form, order, session, differing }: DoseProps) {
  const words = t().desk.treatment;
  const { text, choice } = bound(form);
  const empty = t().desk.forms.choose;
  const clock = t().desk.forms.clock(zone());
  return (
    <Group title={words.sessions.givenGroup}>
      {session?.plan && <Planned session={session} form={form} />}
      <div class="grid">
        <TextField
          label={words.fields.started_at}
          hint={clock}
          type="datetime-local"
          {...text("started_at")}
        />
        <TextField
          label={words.fields.ended_at}
          hint={clock}
          type="datetime-local"
          {...text("ended_at")}
        />
        <SelectField
          label={words.fields.setting}
          options={choices("setting", known().settings)}
          empty={empty}
          {...choice("setting")}
        />
        <TextField label={t().desk.forms.optional(words.fields.batch)} {...text("batch")} />
        <SelectField label={words.fields.drug} options={drugChoices()} {...choice("drug")} />
        <SelectField label={words.fields.route} options={routeChoices()} {...choice("route")} />
      </div>
      <AmountFields form={form} strengthIsOptional={false} />
      {differing.length > 0 && (
        <div class="banner warn">
          <p>
            {words.sessions.differs(
              differing.map((name) => (words.fields as Record<string, string>)[name]).join(", "),
              `${drugName(order.drug)}, ${routeName(order.route)}`,
            )}
          </p>
          <TextField
            label={words.fields.deviation_reason}
            multiline
            {...text("deviation_reason")}
          />
        </div>
      )}
    </Group>
  );
}

/* The plan, beside which what was given is typed. */
function Planned({ session, form }: { session: Session; form: GivenProps["form"] }) {
  const words = t().desk.treatment;
  const plan = session.plan as Plan;
  return (
    <div class="planned">
      <p>
        <strong>{words.sessions.planned}</strong> {when(plan.starts_at)}:{" "}
        {amount(plan.dose_mg, "mg")}
        {plan.infusion_minutes && `, ${amount(plan.infusion_minutes, "min")}`},{" "}
        {drugName(plan.drug)}, {routeName(plan.route)}
      </p>
      {session.status === "planned" && (
        <Button kind="quiet" onClick={() => form.set(asPlanned(session))}>
          {words.sessions.asPlanned}
        </Button>
      )}
    </div>
  );
}

export function BeforeFields({ form }: GivenProps) {
  const words = t().desk.treatment;
  const { text, choice } = bound(form);
  const { choose, optional } = t().desk.forms;
  const yesNo = choices("yesNo", ["yes", "no"]);
  return (
    <Group title={words.sessions.beforeGroup}>
      <div class="grid">
        <SelectField
          label={words.fields.escort_present}
          options={yesNo}
          empty={choose}
          {...choice("escort_present")}
        />
        <SelectField
          label={optional(words.fields.fasting)}
          options={yesNo}
          empty={choose}
          {...choice("fasting")}
        />
        <SelectField
          label={words.fields.pregnancy_test}
          options={choices("pregnancy", sessionField("pregnancy_test").values ?? [])}
          empty={choose}
          {...choice("pregnancy_test")}
        />
        <TextField label={words.fields.pain_before} inputMode="numeric" {...text("pain_before")} />
        <TextField
          label={optional(words.fields.relief_expected)}
          inputMode="numeric"
          {...text("relief_expected")}
        />
      </div>
      <Rows
        name="premedication"
        title={words.fields.premedication}
        hint={words.sessions.emptyList}
        addLabel={words.sessions.addMedicine}
        rows={form.values.premedication}
        fresh={FRESH_MEDICINE}
        onChange={(premedication) => form.set({ premedication })}
      >
        {(row, at, set) => (
          <MedicineFields list="premedication" at={at} row={row} set={set} form={form} />
        )}
      </Rows>
      <Rows
        name="concomitant_24h"
        title={words.fields.concomitant_24h}
        hint={words.sessions.emptyList}
        addLabel={words.sessions.addMedicine}
        rows={form.values.concomitant_24h}
        fresh={FRESH_OTHER}
        onChange={(concomitant_24h) => form.set({ concomitant_24h })}
      >
        {(row, at, set) => (
          <>
            <TextField
              id={fieldId(`concomitant_24h.${at}.name`)}
              label={words.fields.name}
              error={bound(form).error(`concomitant_24h.${at}.name`)}
              value={row.name}
              onInput={(name) => set({ name })}
            />
            <SelectField
              id={fieldId(`concomitant_24h.${at}.class`)}
              label={optional(words.fields.class)}
              options={choices("medicineClass", sessionField("concomitant_24h").classes ?? [])}
              empty={choose}
              value={row.class}
              onChange={(value) => set({ class: value })}
            />
          </>
        )}
      </Rows>
    </Group>
  );
}

export function AfterFields({ form }: GivenProps) {
  const words = t().desk.treatment;
  const { text, choice } = bound(form);
  const { choose, optional } = t().desk.forms;
  const { discharge_checklist } = form.values;
  return (
    <Group title={words.sessions.afterGroup}>
      <div class="grid">
        <TextField label={words.fields.pain_after} inputMode="numeric" {...text("pain_after")} />
        <SelectField
          label={words.fields.tolerability}
          options={choices("tolerability", sessionField("tolerability").values ?? [])}
          empty={choose}
          {...choice("tolerability")}
        />
        <SelectField
          label={optional(words.fields.allocation_guess)}
          options={choices("guess", ["active", "placebo", "unsure"])}
          empty={choose}
          {...choice("allocation_guess")}
        />
      </div>
      <fieldset class="field" id={fieldId("discharge_checklist")}>
        <legend>{words.fields.discharge_checklist}</legend>
        <span class="hint">{words.sessions.checklistHint}</span>
        <div class="choices two">
          {known().discharge_criteria.map(({ id, text: criterion }) => (
            <Tick
              key={id}
              label={criterion}
              checked={discharge_checklist[id] ?? false}
              onChange={(checked) =>
                form.set({ discharge_checklist: { ...discharge_checklist, [id]: checked } })
              }
            />
          ))}
        </div>
      </fieldset>
      <div class="grid">
        <TextField
          label={words.fields.discharged_at}
          hint={t().desk.forms.clock(zone())}
          type="datetime-local"
          {...text("discharged_at")}
        />
      </div>
    </Group>
  );
}
