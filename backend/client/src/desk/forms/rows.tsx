/* A list to which rows are added, such as medicines. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../texts";
import { Button } from "../../ui/parts";
import { fieldId } from "./flaws";
import { number } from "./show";

interface Props<R> {
  /* The name under which the rows stand in the form. */
  name: string;
  title: string;
  hint?: string;
  addLabel: string;
  rows: R[];
  fresh: R;
  onChange: (rows: R[]) => void;
  children: (row: R, at: number, set: (change: Partial<R>) => void) => ComponentChildren;
}

export function Rows<R extends object>(props: Props<R>) {
  const { rows, name, title, onChange } = props;
  const place = useRef<HTMLFieldSetElement>(null);
  const before = useRef(rows.length);
  useEffect(() => {
    const grew = rows.length > before.current;
    const shrank = rows.length < before.current;
    before.current = rows.length;
    const last = [...(place.current?.querySelectorAll("li") ?? [])].at(-1);
    if (grew) last?.querySelector<HTMLElement>("input, select")?.focus();
    if (shrank) place.current?.querySelector<HTMLElement>(":scope > .button")?.focus();
  }, [rows.length]);
  return (
    <fieldset class="field" id={fieldId(name)} ref={place}>
      <legend>{title}</legend>
      {props.hint && <span class="hint">{props.hint}</span>}
      <ul class="rows">
        {rows.map((row, at) => (
          <li key={at}>
            {props.children(row, at, (change) =>
              onChange(rows.map((each, place) => (place === at ? { ...each, ...change } : each))),
            )}
            <Button kind="quiet" onClick={() => onChange(rows.filter((_, place) => place !== at))}>
              {t().desk.forms.remove}
              <span class="visually-hidden">
                {" "}
                {title} {number(at + 1)}
              </span>
            </Button>
          </li>
        ))}
      </ul>
      <Button kind="quiet" onClick={() => onChange([...rows, { ...props.fresh }])}>
        {props.addLabel}
      </Button>
    </fieldset>
  );
}
