import { counted, t } from "../../../texts";
import { Button, Problem, useAttempt } from "../../../ui/parts";
import { snooze } from "./reminders";
import { when } from "./words";

const MINUTES = [30, 60, 180];

/* Holds reminders back for a while. */
export function Later({
  snoozedUntil,
  onDone,
}: {
  snoozedUntil: string | null;
  onDone: () => void;
}) {
  const words = t().phone.reminders;
  const [error, attempt] = useAttempt();
  return (
    <section class="card" aria-labelledby="later-title">
      <h2 id="later-title">{words.laterTitle}</h2>
      <p class="soft" role="status">
        {snoozedUntil ? words.laterUntil(when(snoozedUntil)) : words.laterHint}
      </p>
      <Problem error={error} />
      <div class="row">
        {MINUTES.map((minutes) => (
          <Button
            key={minutes}
            kind="quiet"
            onClick={async () => {
              if (await attempt(() => snooze(minutes))) onDone();
            }}
          >
            {minutes < 60 ? counted(minutes, words.minutes) : counted(minutes / 60, words.hours)}
          </Button>
        ))}
      </div>
    </section>
  );
}
