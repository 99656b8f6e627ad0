import type { Grant } from "../../../api/schema";
import { shortDay } from "../../../days";
import { dateFormat } from "../../../formats";
import { me } from "../../../session";
import { language, t } from "../../../texts";
import { Banner, Button, Problem, useAttempt } from "../../../ui/parts";
import { Sure } from "../../sure";
import { end } from "./shares";
import { Terms } from "./terms";

interface Props {
  grant: Grant;
  onChange: () => void;
  onEnded: () => void;
}

/* One person and what this person sees. */
export function GrantCard({ grant, onChange, onEnded }: Props) {
  const words = t().phone.sharing;
  const { name, clinic } = grant.specialist;
  const [error, attempt] = useAttempt();

  async function endIt(): Promise<boolean> {
    const done = await attempt(() => end(grant));
    if (done) onEnded();
    return done;
  }
  return (
    <section class="card">
      <h2>{name}</h2>
      <p class="soft">{clinic}</p>
      {grant.suspended && (
        <Banner kind="warn">
          <p>{words.suspended}</p>
        </Banner>
      )}
      <Terms choice={grant} />
      <p class="soft">{words.since(dayOf(grant.granted_at))}</p>
      <Problem error={error} />
      <div class="row">
        <Button kind="quiet" onClick={onChange}>
          {t().common.change}
        </Button>
        <Sure label={words.end} yes={words.endYes} keep={words.keep} onYes={endIt}>
          <p>{words.endSure(name)}</p>
        </Sure>
      </div>
    </section>
  );
}

/* With whom it was shared once. */
export function PastGrants({ grants }: { grants: Grant[] }) {
  const words = t().phone.sharing;
  if (!grants.length) return null;
  return (
    <details class="card">
      <summary>{words.past}</summary>
      <ul>
        {grants.map((grant) => (
          <li key={grant.id} class="past">
            {words.found(grant.specialist.name, grant.specialist.clinic)}
            <span class="soft"> {ending(grant)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function ending({ ended_at, expires_on }: Grant): string {
  const day = ended_at ? dayOf(ended_at) : shortDay(expires_on ?? "", language());
  return t().phone.sharing.ended(day);
}

function dayOf(at: string): string {
  const options = { dateStyle: "medium", timeZone: me().time_zone } as const;
  return dateFormat(language(), options).format(new Date(at));
}
