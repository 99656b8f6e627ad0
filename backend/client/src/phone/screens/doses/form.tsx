/* What was taken, how much, and when. */
import { useState } from "preact/hooks";
import type { Order } from "../../../api/schema";
import { catalogue } from "../../../catalogue/catalogue";
import { t } from "../../../texts";
import { ChoiceField, SelectField, TextField } from "../../../ui/fields";
import { type Flaw, Summary, useForm } from "../../../ui/form";
import { Button, Title } from "../../../ui/parts";
import type { Said, Taken } from "./doses";
import { orderText } from "./looks";
import { Reason, type Reasoned, reasonText } from "./reason";

interface Props {
  orders: Order[];
  before?: Taken | undefined;
  onSave: (said: Said, reason?: string) => Promise<void>;
  onCancel: () => void;
}

const OTHER = "other";

/* What stands in the fields, as typed. */
interface Fields {
  order: string | null;
  drug: string;
  route: string;
  amount: string;
  at: string;
  note: string;
  reason: Reasoned;
}

export function DoseForm({ orders, before, onSave, onCancel }: Props) {
  const [fields, setFields] = useState(() => filled(orders, before));
  const form = useForm({ check: () => wrong(fields, Boolean(before)) });
  const words = t().phone.doses;
  const put = (change: Partial<Fields>) => setFields((now) => ({ ...now, ...change }));
  const reason = before ? reasonText(fields.reason) : undefined;

  return (
    <form
      class="doses"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void form.submit(() => onSave(said(fields, orders), reason));
      }}
    >
      <Title>{before ? words.changeTitle : words.newTitle}</Title>
      <Summary of={form} />
      <What orders={orders} fields={fields} wrong={form.wrong} put={put} />
      <TextField
        id={idOf("amount")}
        label={words.amount}
        hint={words.amountHint}
        error={form.wrong(idOf("amount"))}
        inputMode="decimal"
        value={fields.amount}
        onInput={(amount) => put({ amount })}
      />
      <TextField
        id={idOf("at")}
        label={words.when}
        type="datetime-local"
        error={form.wrong(idOf("at"))}
        max={local(new Date())}
        value={fields.at}
        onInput={(at) => put({ at })}
      />
      <TextField
        label={words.note}
        hint={words.noteHint}
        multiline
        maxLength={500}
        value={fields.note}
        onInput={(note) => put({ note })}
      />
      {before && (
        <Reason
          id={idOf("reason")}
          value={fields.reason}
          error={form.wrong(idOf("reason"))}
          onChange={(reason) => put({ reason })}
        />
      )}
      <div class="stack">
        <Button type="submit" wide disabled={form.busy}>
          {t().common.save}
        </Button>
        <Button kind="quiet" wide onClick={onCancel}>
          {t().common.cancel}
        </Button>
      </div>
    </form>
  );
}

interface WhatProps {
  orders: Order[];
  fields: Fields;
  wrong: (id: string) => string | undefined;
  put: (change: Partial<Fields>) => void;
}

function What({ orders, fields, wrong, put }: WhatProps) {
  const words = t().phone.doses;
  const { drugs, routes } = catalogue().treatment;
  const choices = [
    ...orders.map((order) => ({ value: order.id, label: orderText(order) })),
    { value: OTHER, label: words.other },
  ];
  return (
    <>
      {orders.length > 0 && (
        <ChoiceField
          id={idOf("order")}
          label={words.what}
          error={wrong(idOf("order"))}
          value={fields.order}
          options={choices}
          onChange={(order) => put({ order })}
        />
      )}
      {fields.order === OTHER && (
        <>
          <SelectField
            id={idOf("drug")}
            label={words.drug}
            error={wrong(idOf("drug"))}
            empty={words.choose}
            value={fields.drug}
            options={drugs.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(drug) => put({ drug })}
          />
          <SelectField
            id={idOf("route")}
            label={words.route}
            error={wrong(idOf("route"))}
            empty={words.choose}
            value={fields.route}
            options={routes.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(route) => put({ route })}
          />
        </>
      )}
    </>
  );
}

function filled(orders: Order[], before: Taken | undefined): Fields {
  const [only, ...more] = orders;
  const named = before?.order_id ?? (before || more.length ? null : only?.id);
  const known = orders.some(({ id }) => id === named);
  return {
    order: known ? (named ?? null) : before || !only ? OTHER : null,
    drug: before?.drug ?? "",
    route: before?.route ?? "",
    amount: before ? String(before.dose_mg) : "",
    at: local(before ? new Date(before.taken_at) : new Date()),
    note: before?.note ?? "",
    reason: { choice: null, text: "" },
  };
}

/* What can be seen to be wrong, each at its field. */
function wrong(fields: Fields, isChange: boolean): (Flaw | false)[] {
  const words = t().phone.doses.wrong;
  const at = new Date(fields.at);
  const flaw = (is: boolean, name: keyof Fields, text: string) => is && { id: idOf(name), text };
  return [
    flaw(fields.order === null, "order", words.order),
    flaw(fields.order === OTHER && !fields.drug, "drug", words.drug),
    flaw(fields.order === OTHER && !fields.route, "route", words.route),
    flaw(!(amountOf(fields) > 0), "amount", words.amount),
    flaw(Number.isNaN(at.getTime()), "at", words.at),
    flaw(at.getTime() > Date.now(), "at", words.ahead),
    flaw(isChange && !reasonText(fields.reason), "reason", words.reason),
  ];
}

function idOf(name: keyof Fields): string {
  return `dose-${name}`;
}

function amountOf({ amount }: Fields): number {
  return Number(amount.trim().replace(",", "."));
}

function said(fields: Fields, orders: Order[]): Said {
  const order = orders.find(({ id }) => id === fields.order);
  const dose_mg = amountOf(fields);
  const planned = order?.planned_dose;
  return {
    order_id: order?.id ?? null,
    drug: order?.drug ?? fields.drug,
    route: order?.route ?? fields.route,
    dose_mg,
    as_planned: planned?.unit === "mg" && planned.value === dose_mg,
    taken_at: new Date(fields.at),
    note: fields.note.trim() || null,
  };
}

/* The clock's time as the field wants it, to the minute. */
function local(at: Date): string {
  const shifted = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}
