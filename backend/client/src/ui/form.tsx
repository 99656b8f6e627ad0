/* A form that says what is wrong twice: at the field, and first of all in a list. */
import { useEffect, useRef, useState } from "preact/hooks";
import { Refused } from "../api/server";
import { noteRefusal } from "../session";
import { t } from "../texts";
import { Problem } from "./parts";
import "./form.css";

/* What is wrong with the field of this id. */
export interface Flaw {
  id: string;
  text: string;
}

/* The person thought better of it: nothing went wrong, and nothing is done. */
export class Cancelled extends Error {}

export interface Form {
  flaws: Flaw[];
  error: unknown;
  busy: boolean;
  /* The sentence for a field, if something is wrong with it. */
  wrong: (id: string) => string | undefined;
  /* Checks, then acts once; gives whether it succeeded. */
  submit: (act: () => Promise<unknown>) => Promise<boolean>;
}

interface Rules {
  /* What can be seen to be wrong before anything is sent. */
  check?: () => (Flaw | false)[];
  /* Which flaw a refusal means, by the server's code or by its name of a field. */
  refused?: Record<string, Flaw>;
}

export function useForm({ check, refused = {} }: Rules): Form {
  const [flaws, setFlaws] = useState<Flaw[]>([]);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const isUnderWay = useRef(false);

  async function submit(act: () => Promise<unknown>): Promise<boolean> {
    // Not `busy`, which a second tap in the same frame would still find false.
    if (isUnderWay.current) return false;
    const seen = (check?.() ?? []).filter((flaw) => flaw !== false);
    setError(null);
    setFlaws(seen);
    if (seen.length) return false;
    isUnderWay.current = true;
    setBusy(true);
    try {
      await act();
      return true;
    } catch (failure) {
      const told = toldBy(failure, refused);
      if (told.length) setFlaws(told);
      else if (!(failure instanceof Cancelled || (await noteRefusal(failure)))) setError(failure);
      return false;
    } finally {
      isUnderWay.current = false;
      setBusy(false);
    }
  }
  const wrong = (id: string) => flaws.find((flaw) => flaw.id === id)?.text;
  return { flaws, error, busy, wrong, submit };
}

function toldBy(failure: unknown, refused: Record<string, Flaw>): Flaw[] {
  if (!(failure instanceof Refused)) return [];
  const names = [failure.code, ...Object.keys(failure.fields)];
  return names.flatMap((name) => refused[name] ?? []);
}

/* What is wrong with the form, each with a way to its field; gets the focus when it appears. */
export function Summary({ of: { flaws, error } }: { of: Form }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (flaws.length || error) box.current?.focus();
  }, [flaws, error]);
  return (
    <div tabIndex={-1} ref={box} class="summary">
      {flaws.length > 0 ? <FlawList flaws={flaws} /> : <Problem error={error} />}
    </div>
  );
}

/* Each flaw with a way to its field. */
export function FlawList({ flaws }: { flaws: Flaw[] }) {
  return (
    <div class="banner bad" role="alert">
      <h2>{t().common.problemTitle}</h2>
      <ul>
        {flaws.map(({ id, text }) => (
          <li key={id}>
            <button type="button" class="to-field" onClick={() => fieldOf(id)?.focus()}>
              {text}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/* What takes the answer: of a group of choices it is the first of them. */
function fieldOf(id: string): HTMLElement | null {
  const field = document.getElementById(id);
  return field instanceof HTMLFieldSetElement ? field.querySelector("input") : field;
}
