/* How far an entry got, as a word and a sign, never by colour alone. */
import type { Standing } from "../../kept/diary";
import { t } from "../../texts";

const SIGNS: Record<Standing, string> = {
  none: "○",
  saved_here: "↑",
  received: "✓",
  needs_attention: "!",
};
const KINDS: Record<Standing, string> = {
  none: "",
  saved_here: "warn",
  received: "good",
  needs_attention: "bad",
};

export function StandingBadge({ standing }: { standing: Standing }) {
  return (
    <span class={`badge ${KINDS[standing]}`}>
      <span aria-hidden="true">{SIGNS[standing]}</span>
      {standingText(standing)}
    </span>
  );
}

export function standingText(standing: Standing): string {
  const { savedHere, received, needsAttention } = t().shell;
  const texts: Record<Standing, string> = {
    none: t().phone.today.notWritten,
    saved_here: savedHere,
    received,
    needs_attention: needsAttention,
  };
  return texts[standing];
}
