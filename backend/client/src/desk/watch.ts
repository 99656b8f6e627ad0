/* Looks again for calls for help, and for what else is new, while somebody may see it. */
import { computed, signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { path } from "../router";
import { noteRefusal } from "../session";
import { type Loaded, useLoaded } from "../ui/parts";
import { callFirst, everybody } from "./caseload";

const EVERY_MS = 60_000;

/* How often it was looked, and how often because somebody came back to this window. */
export const looks = signal(0);
export const returns = signal(0);

/* Who waits for an answer to a call for help, by the call's id. */
export const openCalls = computed(
  () =>
    new Map(
      (callFirst.value ?? []).flatMap(({ name, marks }) =>
        marks.flatMap(({ kind, id = "" }) => (kind === "not_safe" ? [[id, name] as const] : [])),
      ),
    ),
);

/* Looks once; what can't be reached is asked for again a minute later. */
export async function look(): Promise<boolean> {
  try {
    await everybody();
    looks.value += 1;
    return true;
  } catch (error) {
    await noteRefusal(error);
    return false;
  }
}

/* Looks every minute, and whenever the window is seen again; gives how to end it. */
export function keepLooking(): () => void {
  const isSeen = () => document.visibilityState === "visible";
  const again = setInterval(() => isSeen() && void look(), EVERY_MS);
  const seen = async () => {
    if (isSeen() && (await look())) returns.value += 1;
  };
  document.addEventListener("visibilitychange", seen);
  // The list asks by itself.
  if (path.value !== "/") void look();
  return () => {
    clearInterval(again);
    document.removeEventListener("visibilitychange", seen);
  };
}

/* Like useLoaded, but loaded again when `news` changes: what is there stays until the newer is,
   and if that can't be had. Null: nothing has been told yet, and what is told first is no news. */
export function useWatched<T>(
  load: () => Promise<T>,
  key: unknown,
  news: unknown,
  again: () => Promise<T> = load,
): Loaded<T> {
  const begunWith = useRef(news);
  const loaded = useLoaded(() => {
    begunWith.current = news;
    return load();
  }, key);
  const of = loaded.value;
  const [newer, setNewer] = useState<{ of: T; value: T }>();
  const seen = useRef<{ of: T | null; news: unknown }>({ of: null, news });
  useEffect(() => {
    if (of !== seen.current.of) seen.current = { of, news: begunWith.current ?? news };
    if (of === null || news === seen.current.news) return;
    let isWanted = true;
    const take = (value: T) => {
      if (!isWanted) return;
      seen.current = { of, news };
      setNewer({ of, value });
    };
    again().then(take, noteRefusal);
    return () => {
      isWanted = false;
    };
  }, [news, of]);
  return { ...loaded, value: newer && newer.of === of ? newer.value : of };
}
