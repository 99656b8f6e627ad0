/* Tells of calls for help wherever in the desk one is: aloud, beside the list, and in the title. */
import { useEffect, useRef, useState } from "preact/hooks";
import { counted, t } from "../../texts";
import { callFirst } from "../caseload";
import { keepLooking, openCalls } from "../watch";

/* Says politely who has called since the desk was opened. */
export function CallWatch() {
  const words = t().desk.calls;
  const heard = useRef<Set<string> | null>(null);
  const [said, setSaid] = useState("");
  const calls = openCalls.value;
  useEffect(keepLooking, []);
  useEffect(() => {
    if (!callFirst.value) return;
    const before = heard.current;
    const fresh = [...calls].filter(([id]) => before && !before.has(id));
    heard.current = new Set([...(before ?? []), ...calls.keys()]);
    if (fresh.length) setSaid(fresh.map(([, name]) => words.heard(name)).join(" "));
  }, [calls]);
  useCountInTitle(calls.size);
  return (
    <p role="status" class="visually-hidden">
      {said}
    </p>
  );
}

/* How many wait, for those who look at another page. */
export function CallCount() {
  const open = openCalls.value.size;
  if (!open) return null;
  return <span class="call-count">{counted(open, t().desk.calls.open)}</span>;
}

/* Pages name the window themselves; the count goes before whatever they say. */
function useCountInTitle(open: number): void {
  useEffect(() => {
    const title = document.querySelector("title");
    if (!title || !open) return;
    const put = () => {
      const wanted = `(${open}) ${bare(document.title)}`;
      if (document.title !== wanted) document.title = wanted;
    };
    const observer = new MutationObserver(put);
    observer.observe(title, { childList: true });
    put();
    return () => {
      observer.disconnect();
      document.title = bare(document.title);
    };
  }, [open]);
}

function bare(title: string): string {
  return title.replace(/^\(\d+\) /, "");
}
