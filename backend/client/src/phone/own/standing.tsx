import { t } from "../../texts";
import { standingOf } from "./sending";

const LOOK = { saved_here: "warn", received: "good", needs_attention: "bad" } as const;

/* Where something is that was just saved; says so when that changes. */
export function EntryStanding({ entry }: { entry: string }) {
  const standing = standingOf(entry);
  const words = {
    saved_here: t().shell.savedHere,
    received: t().shell.received,
    needs_attention: t().shell.needsAttention,
  };
  return (
    <p role="status">
      <span class={`badge ${LOOK[standing]}`}>{words[standing]}</span>
    </p>
  );
}
