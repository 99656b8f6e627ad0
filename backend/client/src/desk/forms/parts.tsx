/* Small pieces that the pages of records share. */
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { t } from "../../texts";
import { Banner } from "../../ui/parts";
import { number, when, who } from "./show";
import type { Stored } from "./use-record-form";
import "./forms.css";

/* From so many letters on a fact takes a line of its own. */
const LONG = 80;

const stored = signal<string | null>(null);
const keyOf = ({ id, revision }: Stored) => `${id} ${revision}`;

/* Notes what was just stored, so that its page says so. */
export function noteStored(record: Stored): void {
  stored.value = keyOf(record);
}

/* Which version it is and whose; told aloud if it was just stored. */
export function Recorded({ record }: { record: Stored }) {
  const words = t().desk.forms;
  const told = [
    number(record.revision),
    who(record.recorded_by, record.recorded_role),
    when(record.recorded_at),
  ] as const;
  if (stored.value === keyOf(record)) {
    return (
      <Banner kind="good" role="status">
        {words.saved(...told)}
      </Banner>
    );
  }
  return <p class="soft">{words.recorded(...told)}</p>;
}

/* Facts by name, those that aren't known left out. */
export function Facts({ of }: { of: [string, ComponentChildren][] }) {
  return (
    <dl class="facts">
      {of
        .filter(([, value]) => value !== null && value !== undefined && value !== "")
        .map(([name, value]) => (
          <div key={name} class={isLong(value) ? "long" : undefined}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

/* Whether it needs a line of its own. */
function isLong(value: ComponentChildren): boolean {
  return typeof value === "string" && value.length > LONG;
}

/* A group of fields under a heading. */
export function Group({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <fieldset class="card group">
      <legend>{title}</legend>
      {children}
    </fieldset>
  );
}

/* What may be wider than the page: scrolled by itself, also by keys. */
export function Scroll({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without the focus no key could scroll it
    <section class="scroll" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
