/* Yesterday without a word: written now, or its reason in one touch. */
import { useState } from "preact/hooks";
import { longDay } from "../../../days";
import * as diary from "../../../kept/diary";
import { me } from "../../../session";
import { wrote } from "../../../sync";
import { language, t } from "../../../texts";
import { LinkButton, Problem, useAttempt } from "../../../ui/parts";
import { MissingReasons, nothing } from "../../diary/reasons";

export function Yesterday({ day, days }: { day: string; days: Map<string, diary.Shown> }) {
  const [done, setDone] = useState(false);
  const [error, attempt] = useAttempt();
  const words = t().phone.today;
  const hasBegun = [...days.keys()].some((earlier) => earlier < day);
  if (done) {
    return (
      <p role="status" class="soft">
        {words.yesterdayDone}
      </p>
    );
  }
  if (!hasBegun || days.get(day)?.said) return null;
  const choose = (reason: string) =>
    attempt(async () => {
      await diary.noteDay(me().id, day, nothing(reason));
      setDone(true);
      await wrote();
    });
  return (
    <section class="card" aria-labelledby="yesterday">
      <h2 id="yesterday">{words.yesterday(longDay(day, language()))}</h2>
      <Problem error={error} />
      <LinkButton to={`/day/${day}`} wide kind="quiet">
        {words.writeYesterday}
      </LinkButton>
      <MissingReasons label={words.whyNot} onChoose={choose} />
    </section>
  );
}
