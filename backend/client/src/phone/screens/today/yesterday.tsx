/* Yesterday without a word: written now, or its reason in one touch. */
import { useEffect, useRef, useState } from "preact/hooks";
import { longDay } from "../../../days";
import * as diary from "../../../kept/diary";
import { me } from "../../../session";
import { wrote } from "../../../sync";
import { language, t } from "../../../texts";
import { Button, LinkButton, Problem, useAttempt } from "../../../ui/parts";
import { MissingReasons, missingText, nothing } from "../../diary/reasons";

export function Yesterday({ day, days }: { day: string; days: Map<string, diary.Shown> }) {
  const [done, setDone] = useState<string | null>(null);
  const [error, attempt] = useAttempt();
  const words = t().phone.today;
  const hasBegun = [...days.keys()].some((earlier) => earlier < day);
  const place = useRef<HTMLElement>(null);
  const touched = useRef(false);
  useEffect(() => {
    // The button that had the focus has given way.
    if (touched.current) place.current?.focus();
  }, [done]);
  if (!touched.current && (!hasBegun || days.get(day)?.said)) return null;
  const choose = (reason: string) =>
    attempt(async () => {
      await diary.noteDay(me().id, day, nothing(reason));
      touched.current = true;
      setDone(reason);
      await wrote();
    });
  const takeBack = () =>
    attempt(async () => {
      await diary.withdraw(me().id, { day });
      await wrote();
      setDone(null);
    });
  return (
    <section class="card" aria-labelledby="yesterday" tabIndex={-1} ref={place}>
      <h2 id="yesterday">{words.yesterday(longDay(day, language()))}</h2>
      <Problem error={error} />
      {done ? (
        <>
          <p>{words.yesterdayDone(missingText(done))}</p>
          <Button kind="quiet" wide onClick={takeBack}>
            {words.yesterdayBack}
          </Button>
        </>
      ) : (
        <>
          <LinkButton to={`/day/${day}`} wide kind="quiet">
            {words.writeYesterday}
          </LinkButton>
          <MissingReasons label={words.whyNot} onChoose={choose} />
        </>
      )}
    </section>
  );
}
