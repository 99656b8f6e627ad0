/* What was said of a day or moment, item by item, in the catalogue's words. */

import type { ComponentChildren } from "preact";
import { catalogue, type Item, scale } from "../../catalogue/catalogue";
import { numberFormat } from "../../formats";
import type { Said, Value } from "../../kept/diary";
import { language, t } from "../../texts";
import { missingText } from "./reasons";
import "./diary.css";

/* An answer as it is read: the option's words, or the number in its scale. */
export function answerText(item: Item, value: Value | undefined): string {
  if (value === null || value === undefined) return t().common.skipped;
  const how = scale(item);
  const chosen = how.options?.find((option) => option.value === value)?.label;
  if (chosen) return chosen;
  const number = numberFormat(language()).format(value);
  if (how.unit === "h") return t().phone.day.hours(number);
  return how.low ? t().common.of(value, how.max ?? 0) : number;
}

/* The side effects as they are read: "Headache: Mild". */
export function effectsText(said: Said): string[] {
  const options = catalogue().scales.severity_0_3?.options ?? [];
  return catalogue()
    .side_effects.filter(({ id }) => said.side_effects[id])
    .map(({ id, text }) => {
      const label = options.find(({ value }) => value === said.side_effects[id])?.label ?? "";
      const other = id === "other" && said.other_text ? ` (${said.other_text})` : "";
      return `${text}${other}: ${label.split(" - ")[0]}`;
    });
}

export function SaidRow({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/* All that was said, without what was skipped; `textOf` words the questions otherwise. */
export function SaidList({
  said,
  textOf = ({ text }) => text,
}: {
  said: Said;
  textOf?: (item: Item) => string;
}) {
  const words = t().phone.day;
  const items = catalogue().diary.items.filter(
    ({ id }) => said.answers[id] !== null && said.answers[id] !== undefined,
  );
  const effects = effectsText(said);
  const nothing = !items.length && !effects.length && !said.note && !said.missing_reason;
  if (nothing) return <p class="soft">{words.allSkipped}</p>;
  return (
    <dl class="said">
      {said.missing_reason && (
        <SaidRow label={words.notAnswered}>{missingText(said.missing_reason)}</SaidRow>
      )}
      {items.map((item) => (
        <SaidRow key={item.id} label={textOf(item)}>
          {answerText(item, said.answers[item.id])}
        </SaidRow>
      ))}
      {effects.length > 0 && (
        <SaidRow label={words.effects}>
          {effects.map((effect) => (
            <p key={effect}>{effect}</p>
          ))}
        </SaidRow>
      )}
      {said.note && <SaidRow label={words.note}>{said.note}</SaidRow>}
    </dl>
  );
}
