import { dateFormat } from "../../../formats";
import { language, t } from "../../../texts";
import { Tick } from "../../../ui/fields";

/* A Monday, so that the days after it have the names of 1 to 7. */
const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;

/* The days of the week on which the diary is reminded of. */
export function Weekdays({
  chosen,
  onChange,
}: {
  chosen: number[];
  onChange: (weekdays: number[]) => void;
}) {
  const name = dateFormat(language(), { weekday: "short", timeZone: "UTC" });
  return (
    <fieldset class="field">
      <legend>{t().phone.reminders.weekdays}</legend>
      <div class="weekdays">
        {[1, 2, 3, 4, 5, 6, 7].map((day) => (
          <Tick
            key={day}
            label={name.format(MONDAY + (day - 1) * DAY_MS)}
            checked={chosen.includes(day)}
            onChange={(wanted) => {
              const others = chosen.filter((each) => each !== day);
              onChange((wanted ? [...others, day] : others).sort());
            }}
          />
        ))}
      </div>
    </fieldset>
  );
}
