/* A record's form as it was typed and isn't stored yet. */
import { useState } from "preact/hooks";
import { unsavedPlaces } from "../unsaved";

export interface Draft<T> {
  /* The record's id: made once, so that a save sent twice is stored once. */
  id: string;
  /* The revision on which it is based; 0: it is new. */
  revision: number;
  values: T;
}

const kept = unsavedPlaces<Draft<unknown>>(() => true);

/* Puts a draft at a place, for the form that opens there. */
export function leaveDraft<T>(place: string, draft: Draft<T>): void {
  kept.set(place, draft as Draft<unknown>);
}

/* Forgets what was typed at a place. */
export function forgetDraft(place: string): void {
  kept.delete(place);
}

/* Whether something was typed at a place that isn't stored. */
export function isUnsaved(place: string): boolean {
  return kept.has(place);
}

export interface DraftHandle<T> {
  draft: Draft<T>;
  /* Whether anything was typed since it was stored. */
  isDirty: boolean;
  /* Whether it was already there when the form opened. */
  wasFound: boolean;
  change: (next: (before: Draft<T>) => Draft<T>) => void;
  reset: (fresh: Draft<T>) => void;
}

/* The draft of a place, or a fresh one. */
export function useDraft<T>(place: string, fresh: () => Draft<T>): DraftHandle<T> {
  const [wasFound, setFound] = useState(() => kept.has(place));
  const [draft, setDraft] = useState(() => (kept.get(place) as Draft<T> | undefined) ?? fresh());
  return {
    draft,
    isDirty: kept.has(place),
    wasFound: wasFound && kept.has(place),
    change: (next) => {
      const changed = next((kept.get(place) as Draft<T> | undefined) ?? draft);
      kept.set(place, changed as Draft<unknown>);
      setDraft(changed);
    },
    reset: (again) => {
      kept.delete(place);
      setFound(false);
      setDraft(again);
    },
  };
}
