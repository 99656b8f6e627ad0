/* Why an earlier version changes, in one touch. */
import type { Said } from "../../kept/diary";
import { t } from "../../texts";
import { Button } from "../../ui/parts";

export const REASONS = ["mistake", "remembered_later", "other"] as const;
export type Reason = (typeof REASONS)[number];

/* Saves with the reason that is touched. */
export function SaveWithReason({ onSave }: { onSave: (reason: Reason) => unknown }) {
  const words = t().phone.day;
  return (
    <fieldset class="field stack-small">
      <legend>{words.whyChange}</legend>
      <p class="soft">{words.whyChangeHint}</p>
      {REASONS.map((reason) => (
        <Button key={reason} wide onClick={() => onSave(reason)}>
          {words.saveBecause[reason]}
        </Button>
      ))}
    </fieldset>
  );
}

/* Says the reason that a version came with. */
export function reasonText(reason: string | null | undefined): string {
  const texts: Record<string, string> = t().phone.day.because;
  return texts[reason ?? ""] ?? "";
}

export const MISSING = ["too_ill", "too_drowsy", "no_phone", "forgot", "did_not_want"] as const;

/* Why nothing was said, in one touch. */
export function MissingReasons({
  label,
  onChoose,
}: {
  label: string;
  onChoose: (reason: (typeof MISSING)[number]) => unknown;
}) {
  const texts = t().phone.day.missing;
  return (
    <fieldset class="field">
      <legend>{label}</legend>
      <div class="row reasons">
        {MISSING.map((reason) => (
          <Button key={reason} kind="quiet" onClick={() => onChoose(reason)}>
            {texts[reason]}
          </Button>
        ))}
      </div>
    </fieldset>
  );
}

/* What is kept of a day of which nothing is said. */
export function nothing(missing_reason: string): Said {
  return { answers: {}, side_effects: {}, missing_reason };
}

export function missingText(reason: string | null | undefined): string {
  const texts: Record<string, string> = t().phone.day.missing;
  return texts[reason ?? ""] ?? "";
}
