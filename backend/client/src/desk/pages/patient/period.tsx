/* Which part of the course is shown. */
import type { Span } from "../../../charts/time";
import { t } from "../../../texts";
import { Button } from "../../../ui/parts";
import type { Period } from "./course";

const LENGTHS = [30, 90, 180, 365, "all"] as const;

interface Props {
  period: Period;
  span: Span;
  begun: string | null;
  onPeriod: (period: Period) => void;
}

export function PeriodChoice({ period, span, begun, onPeriod }: Props) {
  const words = t().desk.patient;
  const { days, back } = period;
  return (
    <div class="period">
      {/* biome-ignore lint/a11y/useSemanticElements: no field, but buttons that belong together. */}
      <div class="segments" role="group" aria-label={words.period}>
        {LENGTHS.map((each) => (
          <button
            key={each}
            type="button"
            class="segment"
            aria-pressed={days === each}
            onClick={() => onPeriod({ days: each, back: 0 })}
          >
            {words.periods[each]}
          </button>
        ))}
      </div>
      {days !== "all" && (
        <div class="period-move">
          <Button
            kind="quiet"
            disabled={begun === null || span.first <= begun}
            onClick={() => onPeriod({ days, back: back + 1 })}
          >
            {words.earlier}
          </Button>
          <Button
            kind="quiet"
            disabled={back === 0}
            onClick={() => onPeriod({ days, back: back - 1 })}
          >
            {words.later}
          </Button>
        </div>
      )}
    </div>
  );
}
