/* The versions of a day, the latest first; they are the clinic's, so they need the network. */
import type { RevisionDocument } from "../../../api/schema";
import { api, ask } from "../../../api/server";
import { moment } from "../../../days";
import type { Said } from "../../../kept/diary";
import { me } from "../../../session";
import { language, t } from "../../../texts";
import { useLoaded } from "../../../ui/parts";
import { reasonText } from "../../diary/reasons";
import { SaidList } from "../../diary/said-list";

/* Every version that the clinic has of the day, oldest first. */
export async function askForRevisions(day: string): Promise<RevisionDocument[]> {
  const params = { path: { patient_id: me().id, day } };
  const page = await ask(
    api.GET("/api/v1/patients/{patient_id}/diary/days/{day}/revisions", { params }),
  );
  return page.items;
}

/* What a version says, as the diary shows it. */
export function saidIn(version: RevisionDocument): Said {
  const { answers, side_effects, note, other_text, missing_reason } = version;
  return {
    answers: answers as Said["answers"],
    side_effects,
    note,
    other_text,
    missing_reason,
  } as Said;
}

export function Revisions({ day, revision }: { day: string; revision: number }) {
  const loaded = useLoaded(() => askForRevisions(day), `${day}/${revision}`);
  const words = t().phone.day;
  return (
    <section class="card">
      <h2>{words.versions}</h2>
      {loaded.error !== null && <p class="soft">{words.versionsOffline}</p>}
      <ul class="stack-small">
        {[...(loaded.value ?? [])].reverse().map((version) => (
          <Version key={version.revision} version={version} />
        ))}
      </ul>
    </section>
  );
}

function Version({ version }: { version: RevisionDocument }) {
  const words = t().phone.day;
  const at = moment(version.written_at, language(), version.time_zone);
  const because = reasonText(version.reason);
  const isFirst = version.revision === 1;
  return (
    <li>
      <details>
        <summary>
          {version.withdrawn ? words.takenBackOn(at) : words.versionOf(at, isFirst, because)}
        </summary>
        {!version.withdrawn && <SaidList said={saidIn(version)} />}
      </details>
    </li>
  );
}
