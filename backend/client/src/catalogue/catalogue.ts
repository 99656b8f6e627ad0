/* The clinical catalogue: every item, scale and text that is shown comes from here. */
import { signal } from "@preact/signals";
import { api, ask } from "../api/server";
import * as plain from "../kept/plain";
import { later } from "../later";

export interface Option {
  value: number;
  label: string;
}

export interface Scale {
  type: "integer" | "decimal" | "choice" | "text";
  min?: number;
  max?: number;
  step?: number;
  low?: string;
  high?: string;
  unit?: string;
  better?: "low" | "high";
  max_length?: number;
  options?: Option[];
}

export interface Item {
  id: string;
  text: string;
  scale: string;
  category?: string;
  group?: string;
  recall?: string;
  in?: string[];
  low?: string;
  high?: string;
  shown_if?: string;
  skip_if?: string;
  skip_value?: number;
  opens?: string;
  safety_item?: boolean;
}

export interface SideEffect {
  id: string;
  text: string;
  category: string;
  expected: string;
  system?: string;
  red_flag?: boolean;
  free_text?: boolean;
}

export interface Band {
  from: number;
  to: number;
  label: string;
}

export interface Instrument {
  id: string;
  name: string;
  category: string;
  shipping: "text" | "own" | "separate_file" | "score_only";
  recall?: string;
  stem?: string;
  items?: Item[];
  items_from?: { instrument: string; items: string[] };
  bands?: Band[];
  scoring?: {
    method?: string;
    of?: string[];
    range?: [number, number];
    better?: string;
    decimals?: number;
    skipped_safety_item?: string;
  };
  on_positive?: { ask: string };
}

/* One condition of a flag, as far as an answer can meet it. */
export interface Condition {
  type?: string;
  instrument?: string;
  item?: string;
  op?: string;
  value?: number;
  min_count?: number;
  relation_to_session?: string;
  any?: Condition[];
}

export interface Flag {
  id: string;
  severity: string;
  message?: string | null;
  when: Condition;
  escalate?: { to: string; when: Condition };
}

export interface Named {
  id: string;
  name: string;
}

export interface Group {
  id: string;
  title: string;
  when: string;
}

export interface Catalogue {
  catalogue: { id: string; version: string; language: string };
  scales: Record<string, Scale>;
  diary: { groups: Group[]; items: Item[]; safety_button: { text: string } };
  side_effects: SideEffect[];
  instruments: Instrument[];
  cognitive_battery: {
    tasks: { id: string; name: string; seconds: number }[];
    rules: { not_within_hours_after_session: number };
  };
  consent: { items: { id: string; text: string }[] };
  evidence_cards: { id: string; [field: string]: unknown }[];
  treatment: { drugs: Named[]; routes: Named[]; [part: string]: unknown };
  phenotype: Record<string, unknown>;
  flags: Flag[];
}

const held = signal<Catalogue | null>(null);

/* The catalogue; it must have been loaded before. */
export function catalogue(): Catalogue {
  if (!held.value) throw new Error("The catalogue isn't there yet.");
  return held.value;
}

/* Loads it: what was kept here at once, and the server's for next time. */
export async function load(): Promise<void> {
  const kept = (await plain.get("catalogue")) as Catalogue | undefined;
  if (kept) {
    held.value = kept;
    later(() => renew().catch(() => undefined));
  } else await renew();
}

async function renew(): Promise<void> {
  const told = (await ask(api.GET("/api/v1/catalogue") as never)) as Catalogue;
  await plain.put("catalogue", told);
  held.value ??= told;
}

export function scale(item: Item): Scale {
  const found = catalogue().scales[item.scale];
  if (!found) throw new Error(`No scale ${item.scale}.`);
  return found;
}

/* The items of an instrument; a short form's are those of its long form. */
export function itemsOf(instrument: Instrument): Item[] {
  const from = instrument.items_from;
  if (!from) return instrument.items ?? [];
  const lender = catalogue().instruments.find(({ id }) => id === from.instrument);
  return (lender?.items ?? []).filter(({ id }) => from.items.includes(id));
}
