import type { Version } from "../../../api/schema";
import { shortDay } from "../../../days";
import { language, t } from "../../../texts";
import { Awaited, useLoaded } from "../../../ui/parts";
import { here } from "../../calls/times";
import { versionsOf } from "./notes";

interface Content {
  text?: string;
  day?: string;
  status?: string;
}

/* Every version of a note, the newest first, each with its reason. */
export function NoteVersions({ patientId, noteId }: { patientId: string; noteId: string }) {
  const loaded = useLoaded(() => versionsOf(patientId, noteId), noteId);
  return (
    <Awaited of={loaded}>
      {({ items }) => (
        <ol class="versions">
          {[...items].reverse().map((version) => (
            <VersionLine key={version.revision} version={version} />
          ))}
        </ol>
      )}
    </Awaited>
  );
}

function VersionLine({ version }: { version: Version }) {
  const words = t().desk.notes;
  const content = version.content as Content;
  return (
    <li>
      <strong>{words.version(String(version.revision), here(version.recorded_at))}</strong>
      {content.status === "entered_in_error" && <p>{words.struck}</p>}
      {version.reason && <p>{words.because(version.reason)}</p>}
      {content.day && <p class="soft">{words.about(shortDay(content.day, language()))}</p>}
      <p class="written">{content.text}</p>
    </li>
  );
}
