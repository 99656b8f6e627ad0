/* The life of a form that makes or amends one record: typed, checked, sent, refused, stored. */
import { useRef, useState } from "preact/hooks";
import { Refused } from "../../api/server";
import { noteRefusal } from "../../session";
import { type Draft, useDraft } from "./drafts";
import { type Flaw, flawsOf } from "./flaws";

/* What every record's document says of the record itself. */
export interface Stored {
  id: string;
  revision: number;
  recorded_by: string;
  recorded_role: string;
  recorded_at: string;
}

export interface Sent<T> {
  id: string;
  values: T;
  /* If-Match, or If-None-Match for what is new. */
  header: Record<string, string>;
  /* Quantities that the author means as they are. */
  confirmed: string[];
}

interface Options<T, D extends Stored> {
  place: string;
  fresh: () => Draft<T>;
  read: (id: string) => Promise<D>;
  valuesOf: (stored: D) => T;
  check: (values: T, revision: number) => Flaw[];
  send: (sent: Sent<T>) => Promise<D>;
  onStored: (stored: D) => void;
  placeOf?: (path: string, values: T) => string;
}

export interface RecordForm<T, D extends Stored> {
  place: string;
  values: T;
  id: string;
  revision: number;
  wasFound: boolean;
  flaws: Flaw[];
  /* What the server refused besides fields. */
  error: unknown;
  /* How the record stands, if somebody else changed it while this form was open. */
  theirs: D | null;
  /* Counts the attempts to save, so that the focus goes to what is said. */
  attempts: number;
  valuesOf: (stored: D) => T;
  set: (change: Partial<T>) => void;
  save: (confirmed?: string[]) => Promise<void>;
  keepMine: () => Promise<void>;
  takeTheirs: () => void;
  startOver: () => void;
}

/* A form over one record; keeps what is typed over a refused save and a new sign-in. */
export function useRecordForm<T extends object, D extends Stored>(
  options: Options<T, D>,
): RecordForm<T, D> {
  const kept = useDraft(options.place, options.fresh);
  const [flaws, setFlaws] = useState<Flaw[]>([]);
  const [error, setError] = useState<unknown>(null);
  const [theirs, setTheirs] = useState<D | null>(null);
  const [attempts, setAttempts] = useState(0);
  const { draft } = kept;

  const isSending = useRef(false);

  async function send(confirmed: string[], revision: number): Promise<void> {
    if (isSending.current) return;
    isSending.current = true;
    await attempt(confirmed, revision).finally(() => {
      isSending.current = false;
    });
  }

  async function attempt(confirmed: string[], revision: number): Promise<void> {
    setError(null);
    setTheirs(null);
    const found = options.check(draft.values, revision);
    setFlaws(found);
    setAttempts((before) => before + 1);
    if (found.length) return;
    try {
      const header = revision ? { "If-Match": `"${revision}"` } : { "If-None-Match": "*" };
      const stored = await options.send({
        id: draft.id,
        values: draft.values,
        header: header as Record<string, string>,
        confirmed,
      });
      kept.reset({ id: stored.id, revision: stored.revision, values: draft.values });
      options.onStored(stored);
    } catch (failure) {
      await refused(failure);
      setAttempts((before) => before + 1);
    }
  }

  async function refused(failure: unknown): Promise<void> {
    if (await noteRefusal(failure)) return;
    const told = flawsOf(failure, (path) => options.placeOf?.(path, draft.values) ?? path);
    if (told.length) setFlaws(told);
    else if (failure instanceof Refused && failure.code === "stale") {
      await options.read(draft.id).then(setTheirs, setError);
    } else setError(failure);
  }

  return {
    place: options.place,
    values: draft.values,
    id: draft.id,
    revision: draft.revision,
    wasFound: kept.wasFound,
    flaws,
    error,
    theirs,
    attempts,
    valuesOf: options.valuesOf,
    set: (change) => {
      const values = { ...draft.values, ...change };
      kept.change((before) => ({ ...before, values: { ...before.values, ...change } }));
      if (flaws.length) setFlaws(standing(flaws, change, options.check(values, draft.revision)));
      if (error instanceof Refused && error.problem.findings) setError(null);
    },
    save: (confirmed = []) => send(confirmed, draft.revision),
    keepMine: async () => {
      if (!theirs) return;
      kept.change((before) => ({ ...before, revision: theirs.revision }));
      await send([], theirs.revision);
    },
    takeTheirs: () => {
      if (!theirs) return;
      kept.reset({
        id: theirs.id,
        revision: theirs.revision,
        values: options.valuesOf(theirs),
      });
      setTheirs(null);
      setFlaws([]);
    },
    startOver: () => {
      kept.reset(options.fresh());
      setFlaws([]);
      setError(null);
      setTheirs(null);
    },
  };
}

/* The flaws that a change hasn't mended: of a list or table also those of its other cells. */
function standing(flaws: Flaw[], change: object, found: Flaw[]): Flaw[] {
  return flaws.filter(({ field }) => {
    const isTouched = (field.split(".")[0] ?? field) in change;
    return !isTouched || found.some((each) => each.field === field);
  });
}

/* What the fields of a form take to show and change one value, under its name. */
export function bound<T extends object, D extends Stored>(form: RecordForm<T, D>) {
  const error = (name: string) => form.flaws.find(({ field }) => field === name)?.text;
  return {
    error,
    text: (name: keyof T & string) => ({
      id: `field-${name}`,
      value: form.values[name] as string,
      error: error(name),
      onInput: (value: string) => form.set({ [name]: value } as Partial<T>),
    }),
    choice: (name: keyof T & string) => ({
      id: `field-${name}`,
      value: form.values[name] as string,
      error: error(name),
      onChange: (value: string) => form.set({ [name]: value } as Partial<T>),
    }),
  };
}
