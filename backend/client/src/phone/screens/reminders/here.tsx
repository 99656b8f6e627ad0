import { useRef, useState } from "preact/hooks";
import { t } from "../../../texts";
import { Banner, Button, Problem, useAttempt } from "../../../ui/parts";
import { isGiven } from "../../consents";
import { type Known, turnOff, turnOn } from "./reminders";

/* Whether this device takes reminders, and the switch. */
export function Here({ known, reload }: { known: Known; reload: () => void }) {
  const words = t().phone.reminders;
  const [error, attempt] = useAttempt();
  const [refused, setRefused] = useState(false);
  const { able, blocked, on, consents } = known;
  const push = consents.items.c_push;
  const told = useRef<HTMLParagraphElement>(null);
  // The button that was pressed goes away: the focus goes to what is true now.
  const done = () => {
    reload();
    told.current?.focus();
  };
  const mayTurnOn = able && !blocked && !on;

  async function takeThem(): Promise<void> {
    await attempt(async () => setRefused(!(await turnOn(consents))));
    done();
  }
  async function off(): Promise<void> {
    await attempt(turnOff);
    done();
  }
  return (
    <section class="card" aria-labelledby="here-title">
      <h2 id="here-title">{words.hereTitle}</h2>
      <p id="here" aria-live="polite" tabIndex={-1} ref={told}>
        {standing(known)}
      </p>
      {mayTurnOn && push && !isGiven(push) && (
        <p id="agree" class="soft">
          {words.agree(push.text)}
        </p>
      )}
      <Problem error={error} />
      {refused && <Banner kind="bad">{words.notAllowed}</Banner>}
      {mayTurnOn && <Button onClick={takeThem}>{words.turnOn}</Button>}
      {on && (
        <Button kind="quiet" onClick={off}>
          {words.turnOff}
        </Button>
      )}
    </section>
  );
}

function standing({ able, blocked, on }: Known): string {
  const words = t().phone.reminders;
  if (!able) return words.unable;
  if (blocked) return words.blocked;
  return on ? words.on : words.off;
}
