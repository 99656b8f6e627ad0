/* The numbers behind a chart. */
import { useId, useState } from "preact/hooks";
import { shortDay } from "../../../days";
import { language, t } from "../../../texts";
import { Button } from "../../../ui/parts";
import type { Day } from "./series";

interface Props {
  caption: string;
  days: Day[];
  sessions: string[];
  withMean?: boolean | undefined;
  label: (value: number | null) => string;
}

export function DayTable({ caption, days, sessions, withMean, label }: Props) {
  const [isShown, setShown] = useState(false);
  const words = t().phone.trends;
  return (
    <>
      <Button kind="quiet" pressed={isShown} onClick={() => setShown(!isShown)}>
        {words.asTable}
        <span class="visually-hidden"> {caption}</span>
      </Button>
      {isShown && <Rows {...{ caption, days, sessions, withMean, label }} />}
    </>
  );
}

function Rows({ caption, days, sessions, withMean, label }: Props) {
  const words = t().phone.trends;
  const id = useId();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: keys must be able to scroll it.
    <section class="scroll day-table" tabIndex={0} aria-labelledby={id}>
      <table>
        <caption id={id}>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{words.columns.day}</th>
            <th scope="col">{words.columns.value}</th>
            {withMean && <th scope="col">{words.columns.mean}</th>}
          </tr>
        </thead>
        <tbody>
          {days.toReversed().map(({ day, value, mean, n }) => (
            <tr key={day}>
              <th scope="row">
                {shortDay(day, language())}
                {sessions.includes(day) && <div class="soft">{words.keySession}</div>}
              </th>
              <td>{label(value)}</td>
              {withMean && <td>{words.meanOf(label(mean), n)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
