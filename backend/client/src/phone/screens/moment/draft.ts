/* A moment that is being written: kept with its time, which stays the one it was felt at. */
import { diaryDay } from "../../../days";
import * as drafts from "../../../kept/drafts";
import { me } from "../../../session";
import type { Feeling } from "./feeling";
import { newMomentId } from "./moment-id";

export const NEW = "new";

export interface Begun {
  id: string;
  at: string;
  day: string;
  feeling: Feeling;
}

export function newMoment(): Omit<Begun, "feeling"> {
  const now = new Date();
  return {
    id: newMomentId(now),
    at: now.toISOString(),
    day: diaryDay(now, me().day_starts_at),
  };
}

/* Under which it is kept: "new", or the id of the moment that is changed. */
export function draftName(name: string): string {
  return `draft/moment/${name}`;
}

export function keptMoment(name: string): Promise<Begun | null> {
  return drafts.read<Begun>(me().id, draftName(name));
}

/* Keeps it, or with null forgets it. */
export function keepMoment(name: string, begun: Begun | null): Promise<unknown> {
  return drafts.keep(me().id, draftName(name), begun);
}
