/* What was taken, how much, and when. */
import { useState } from "preact/hooks";
import type { Order } from "../../../api/schema";
import { catalogue } from "../../../catalogue/catalogue";
import { t } from "../../../texts";
import { ChoiceField, SelectField, TextField } from "../../../ui/fields";
import { Summary, useForm } from "../../../ui/form";
import { Awaited, Button, Title, useLoaded } from "../../../ui/parts";
import { Resumed } from "../../resumed";
import type { Said, Taken } from "./doses";
import {
  draftName,
  type Fields,
  filled,
  idOf,
  keepDose,
  keptDose,
  local,
  OTHER,
  said,
  wrong,
} from "./fields";
import { orderText } from "./looks";
import { Reason, reasonText } from "./reason";

interface Props {
  orders: Order[];
  before?: Taken | undefined;
  /* `ends` names the draft that it was. */
  onSave: (said: Said, ends: string, reason?: string) => Promise<void>;
  onCancel: () => void;
}

/* What was half filled in before stands there again. */
export function DoseForm(props: Props) {
  const loaded = useLoaded(async () => ({ draft: await keptDose(props.before, props.orders) }), "");
  return <Awaited of={loaded}>{({ draft }) => <Form {...props} draft={draft} />}</Awaited>;
}

function Form({ orders, before, draft, onSave, onCancel }: Props & { draft: Fields | null }) {
  const [fields, setFields] = useState(() => draft ?? filled(orders, before));
  const [resumed, setResumed] = useState(draft !== null);
  const form = useForm({ check: () => wrong(fields, Boolean(before)) });
  const words = t().phone.doses;
  const put = (change: Partial<Fields>) => {
    const changed = { ...fields, ...change };
    setFields(changed);
    void keepDose(before, changed);
  };
  const restart = async () => {
    await keepDose(before, null);
    setResumed(false);
    setFields(filled(orders, before));
  };
  const reason = before ? reasonText(fields.reason) : undefined;

  return (
    <form
      class="doses"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void form.submit(() => onSave(said(fields, orders), draftName(before), reason));
      }}
    >
      <Title>{before ? words.changeTitle : words.newTitle}</Title>
      {resumed && <Resumed told={words.resumed} onRestart={restart} />}
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
        <Button
          kind="quiet"
          wide
          onClick={async () => {
            await keepDose(before, null);
            onCancel();
          }}
        >
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
