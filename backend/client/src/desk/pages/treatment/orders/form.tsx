/* The form by which treatment is ordered, and an order amended. */
import type { Order } from "../../../../api/schema";
import { go } from "../../../../router";
import { t } from "../../../../texts";
import { ChoiceField, SelectField, TextField } from "../../../../ui/fields";
import { Button, Title } from "../../../../ui/parts";
import { Group, noteStored } from "../../../forms/parts";
import { RecordFrame } from "../../../forms/record-form";
import { unit, who } from "../../../forms/show";
import { bound, type RecordForm, useRecordForm } from "../../../forms/use-record-form";
import { FindingsPanel } from "../findings";
import {
  choices,
  defaultStopRule,
  doseUnits,
  drugChoices,
  drugName,
  INFUSIONS,
  routeChoices,
  routeName,
  word,
} from "../known";
import { order } from "../records";
import {
  checkOrder,
  fittingUnit,
  freshOrder,
  type OrderValues,
  placeOfOrder,
  sendOrder,
  valuesOfOrder,
} from "./wish";

export function NewOrder({ patient, place }: { patient: string; place: string }) {
  return (
    <>
      <Title>{t().desk.treatment.orders.newTitle}</Title>
      <OrderForm patient={patient} place={place} amends={null} />
    </>
  );
}

interface Props {
  patient: string;
  place: string;
  amends: Order | null;
}

export function OrderForm({ patient, place, amends }: Props) {
  const base = `/patient/${patient}/treatment/orders`;
  const words = t().desk.treatment.orders;
  const form = useRecordForm<OrderValues, Order>({
    place,
    fresh: () => ({
      id: amends?.id ?? crypto.randomUUID(),
      revision: amends?.revision ?? 0,
      values: amends ? valuesOfOrder(amends) : freshOrder(),
    }),
    read: (id) => order(patient, id),
    valuesOf: valuesOfOrder,
    check: checkOrder,
    send: (sent) => sendOrder(patient, sent),
    onStored: (stored) => {
      noteStored(stored);
      go(`${base}/${stored.id}`);
    },
    placeOf: placeOfOrder,
  });
  return (
    <RecordFrame
      form={form}
      backTo={amends ? `${base}/${amends.id}` : base}
      label={amends ? words.saveAmended : words.saveNew}
      labels={words.fields}
      write={writeOrder}
      panel={<FindingsPanel form={form} />}
    >
      <What form={form} isNew={!amends} />
      <HowLong form={form} />
      {form.revision > 0 && (
        <TextField
          label={t().desk.forms.reason}
          hint={t().desk.forms.reasonHint}
          multiline
          {...bound(form).text("reason")}
        />
      )}
    </RecordFrame>
  );
}

/* How an order's values are written out. */
export function writeOrder(name: string, value: unknown): string {
  if (name === "drug") return drugName(String(value));
  if (name === "route") return routeName(String(value));
  if (name === "status") return word("orderStatus", String(value));
  if (name === "prescriber_id") return who(String(value));
  if (name === "unit") return unit(String(value));
  if (name === "home_dosing" && typeof value === "string") return word("yesNo", value);
  return "";
}

interface PartProps {
  form: RecordForm<OrderValues, Order>;
}

function What({ form, isNew }: PartProps & { isNew: boolean }) {
  const words = t().desk.treatment.orders;
  const { text, choice } = bound(form);
  const { values } = form;
  const units = values.drug && values.route ? doseUnits(values.route, values.drug) : [];
  const choose = (name: "drug" | "route") => (value: string) => {
    const next = { ...values, [name]: value };
    form.set({ [name]: value, unit: fittingUnit(next) });
  };
  const empty = t().desk.forms.choose;
  return (
    <Group title={words.what}>
      {!isNew && <p class="soft">{words.fixed}</p>}
      <div class="grid">
        <SelectField
          label={words.fields.drug}
          options={drugChoices()}
          empty={empty}
          {...choice("drug")}
          onChange={choose("drug")}
        />
        <SelectField
          label={words.fields.route}
          options={routeChoices()}
          empty={empty}
          {...choice("route")}
          onChange={choose("route")}
        />
        <TextField label={words.fields.dose} inputMode="decimal" {...text("dose")} />
        <SelectField
          label={words.fields.unit}
          hint={units.length ? undefined : words.unitHint}
          options={units.map((id) => ({ value: id, label: unit(id) }))}
          empty={empty}
          {...choice("unit")}
        />
        {INFUSIONS.includes(values.route) && (
          <TextField
            label={words.fields.infusion_minutes}
            inputMode="numeric"
            {...text("infusion_minutes")}
          />
        )}
      </div>
      <div class="inline">
        <ChoiceField
          label={words.fields.home_dosing}
          hint={words.homeHint}
          options={choices("yesNo", ["yes", "no"])}
          {...choice("home_dosing")}
        />
      </div>
    </Group>
  );
}

function HowLong({ form }: PartProps) {
  const words = t().desk.treatment.orders;
  const { text } = bound(form);
  return (
    <Group title={words.howLong}>
      <div class="grid">
        <TextField label={words.fields.valid_from} type="date" {...text("valid_from")} />
        <TextField
          label={words.fields.valid_to}
          type="date"
          hint={words.validHint}
          {...text("valid_to")}
        />
        <TextField
          label={words.fields.min_interval_days}
          inputMode="decimal"
          {...text("min_interval_days")}
        />
        <TextField
          label={words.fields.max_sessions_per_year}
          inputMode="numeric"
          {...text("max_sessions_per_year")}
        />
      </div>
      <TextField
        label={words.fields.stop_rule}
        hint={words.stopHint}
        multiline
        maxLength={2000}
        {...text("stop_rule")}
      />
      {!form.values.stop_rule && defaultStopRule() && (
        <div>
          <p class="soft">{words.usualRule(defaultStopRule())}</p>
          <Button kind="quiet" onClick={() => form.set({ stop_rule: defaultStopRule() })}>
            {words.takeUsualRule}
          </Button>
        </div>
      )}
    </Group>
  );
}
