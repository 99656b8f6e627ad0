/* A day with two versions side by side; the one that is touched is kept, the other stays in the history. */
import type { RevisionDocument } from "../../../api/schema";
import { longDay, moment } from "../../../days";
import * as diary from "../../../kept/diary";
import { me } from "../../../session";
import { wrote } from "../../../sync";
import { language, t } from "../../../texts";
import { Button, Problem, useAttempt, useLoaded } from "../../../ui/parts";
import { askForRevisions, saidIn } from "../day/revisions";
import { Differences } from "./differences";

const REASON = "other";

export function Conflict({ entry }: { entry: diary.Entry }) {
  const { day, revision, conflicts } = entry;
  const loaded = useLoaded(() => askForRevisions(day), `${day}/${revision}/${conflicts.join()}`);
  const [error, attempt] = useAttempt();
  const words = t().phone.attention;
  const keep = (version: RevisionDocument | null) =>
    attempt(async () => {
      const said = version ? saidIn(version) : entry;
      const more = { reason: REASON, resolves: conflicts };
      await diary.noteDay(me().id, day, said, more);
      await wrote();
    });
  const others = loaded.value?.filter((version) => conflicts.includes(version.revision)) ?? [];
  const all = [entry, ...others.map(saidIn)];
  const current = loaded.value?.find((version) => version.revision === revision);
  return (
    <section class="card">
      <h2>{words.conflict(longDay(day, language()))}</h2>
      <p>{words.conflictHint}</p>
      <Problem error={error} />
      {loaded.error !== null && <p class="soft">{words.conflictOffline}</p>}
      <div class="versions">
        <Version
          title={words.current}
          version={current}
          said={entry}
          than={all}
          onKeep={() => keep(null)}
        />
        {others.map((version) => (
          <Version
            key={version.revision}
            title={words.otherVersion}
            version={version}
            said={saidIn(version)}
            than={all}
            onKeep={() => keep(version)}
          />
        ))}
      </div>
    </section>
  );
}

interface VersionProps {
  title: string;
  version: RevisionDocument | undefined;
  said: diary.Said;
  /* The other versions: only what differs is shown. */
  than: diary.Said[];
  onKeep: () => unknown;
}

function Version({ title, version, said, than, onKeep }: VersionProps) {
  const words = t().phone.attention;
  return (
    <article class="version">
      <h3>{title}</h3>
      {version && (
        <p class="soft">
          {words.writtenAt(moment(version.written_at, language(), version.time_zone))}
        </p>
      )}
      <Differences said={said} than={than} />
      <Button wide kind="quiet" onClick={onKeep}>
        {words.keepThis}
      </Button>
    </article>
  );
}
