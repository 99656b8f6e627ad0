/* The frame around the fields of a record: what is wrong, what waits, and the way to save. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Refused } from "../../api/server";
import { go } from "../../router";
import { t } from "../../texts";
import { Banner, Button, problemText } from "../../ui/parts";
import { LeaveGuard } from "./dialogs";
import { type Flaw, fieldId, focusField } from "./flaws";
import { StalePanel } from "./stale";
import type { RecordForm, Stored } from "./use-record-form";
import { nameOf, type Write } from "./written";
import "./forms.css";

interface Props<T extends object, D extends Stored> {
  form: RecordForm<T, D>;
  /* Where a form that is given up leads. */
  backTo: string;
  label: string;
  /* The fields' names for people, for what differs and what is wrong. */
  labels: Record<string, string>;
  /* How the value of a field is written out. */
  write?: Write;
  /* What stands above the fields while the server asks for something. */
  panel?: ComponentChildren;
  /* What stands before the other fields, with `aside` beside it. */
  lead?: ComponentChildren;
  aside?: ComponentChildren;
  children?: ComponentChildren;
}

export function RecordFrame<T extends object, D extends Stored>(props: Props<T, D>) {
  const { form } = props;
  const words = t().desk.forms;
  return (
    <form
      class="record-form"
      noValidate
      autocomplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        void form.save();
      }}
    >
      <LeaveGuard place={form.place} />
      {form.wasFound && (
        <Banner role="status">
          <p>{words.draftBack}</p>
          <Button kind="quiet" onClick={form.startOver}>
            {words.startOver}
          </Button>
        </Banner>
      )}
      <Summary flaws={form.flaws} labels={props.labels} attempts={form.attempts} />
      {form.theirs && <StalePanel form={form} labels={props.labels} write={props.write} />}
      {props.panel}
      {!props.panel && form.error ? <Refusal error={form.error} attempts={form.attempts} /> : null}
      {props.aside ? (
        <div class="beside">
          <div class="main">{props.lead}</div>
          {props.aside}
          <div class="rest">
            <Fields {...props} />
          </div>
        </div>
      ) : (
        <Fields {...props} />
      )}
    </form>
  );
}

function Fields<T extends object, D extends Stored>(props: Props<T, D>) {
  return (
    <>
      {props.children}
      <div class="row form-end">
        <Button type="submit">{props.label}</Button>
        <Button kind="quiet" onClick={() => go(props.backTo)}>
          {t().common.cancel}
        </Button>
      </div>
    </>
  );
}

interface SummaryProps {
  flaws: Flaw[];
  labels: Record<string, string>;
  attempts: number;
}

/* All that is wrong, above the form, each a way to its field. */
function Summary({ flaws, labels, attempts }: SummaryProps) {
  const place = useFocused(flaws.length > 0, attempts);
  if (!flaws.length) return null;
  return (
    <div class="banner bad" role="alert" tabIndex={-1} ref={place}>
      <h2>{t().desk.forms.summaryTitle}</h2>
      <ul class="flaws">
        {flaws.map(({ field, text }) => (
          <li key={`${field} ${text}`}>
            <a
              href={`#${fieldId(field)}`}
              onClick={(event) => {
                event.preventDefault();
                focusField(field);
              }}
            >
              {nameOf(field, labels)}
            </a>
            {": "}
            {text}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Refusal({ error, attempts }: { error: unknown; attempts: number }) {
  const place = useFocused(true, attempts);
  return (
    <div class="banner bad" role="alert" tabIndex={-1} ref={place}>
      <h2>{t().common.problemTitle}</h2>
      <p>{refusalText(error)}</p>
      <p>{t().desk.forms.notSaved}</p>
    </div>
  );
}

/* What a refusal means, in the words of the desk where there are some. */
export function refusalText(error: unknown): string {
  const own = t().desk.forms.refusals as Record<string, string>;
  return (error instanceof Refused && own[error.code]) || problemText(error);
}

/* Gives the focus to what is said after each attempt to save. */
export function useFocused(isSaid: boolean, attempts: number) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isSaid && attempts) place.current?.focus();
  }, [isSaid, attempts]);
  return place;
}
