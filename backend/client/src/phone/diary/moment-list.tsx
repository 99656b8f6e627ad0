/* The moments of a day, each a way to look at it again. */
import { catalogue } from "../../catalogue/catalogue";
import { clock } from "../../days";
import { zone } from "../../formats";
import * as diary from "../../kept/diary";
import { me } from "../../session";
import { version } from "../../sync";
import { language, t } from "../../texts";
import { useLoaded } from "../../ui/parts";
import { answerText } from "./said-list";
import { StandingBadge } from "./standing";
import "./diary.css";

type Moment = diary.Shown & { id: string };

export function MomentList({ day }: { day: string }) {
  const loaded = useLoaded(() => diary.moments(me().id, day), `${day}/${version.value}`);
  const found = (loaded.value ?? []).filter(({ said }) => said !== null);
  if (!found.length) return null;
  return (
    <section class="card">
      <h2>{t().phone.moment.listTitle}</h2>
      <ul>
        {found.map((one) => (
          <li key={one.id}>
            <a class="line" href={`#/moment/${one.id}`}>
              <span>{summary(one)}</span>
              <StandingBadge standing={one.standing} />
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function summary({ said }: Moment): string {
  const { at } = said as unknown as { at: string };
  const when = clock(at, language(), zone());
  const pain = catalogue().diary.items.find(({ id }) => id === "pain_now");
  const value = said?.answers.pain_now ?? null;
  return pain && value !== null ? t().phone.moment.line(when, answerText(pain, value)) : when;
}
