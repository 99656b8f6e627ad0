/* One day in all charts at once: a slider for keys and fingers, and what that day says. */
import { t } from "../../../texts";
import { dayName, number, severity } from "./looks";
import { MEASURES, type Own } from "./series";

interface Props {
  own: Own;
  sessions: string[];
  at: number;
  onLook: (at: number) => void;
}

export function ReadOut({ own, sessions, at, onLook }: Props) {
  const words = t().phone.trends;
  const day = own.days[at] ?? "";
  const parts = [
    ...MEASURES.map((name) => ({
      name: words.short[name],
      value: number(own.measures[name][at]?.value ?? null),
    })),
    { name: words.short.effects, value: severity(own.strongest[at]?.value ?? null) },
  ];
  const said = parts.map(({ name, value }) => words.pair(name, value)).join(", ");
  const session = sessions.includes(day) ? words.sessionThisDay : "";
  return (
    <section class="read-out" aria-label={words.oneDay}>
      <p class="day">
        <strong>{dayName(day)}</strong> {session && <span class="badge">{session}</span>}
      </p>
      <dl>
        {parts.map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <input
        class="scale-range"
        type="range"
        autocomplete="off"
        aria-label={words.lookAtDay}
        aria-valuetext={[dayName(day), session, said].filter(Boolean).join(". ")}
        min={0}
        max={Math.max(0, own.days.length - 1)}
        value={at}
        onInput={(event) => onLook(Number(event.currentTarget.value))}
      />
    </section>
  );
}
