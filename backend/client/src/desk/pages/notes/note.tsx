import { useEffect, useRef, useState } from "preact/hooks";
import type { Note } from "../../../api/schema";
import { shortDay } from "../../../days";
import { language, t } from "../../../texts";
import { Button } from "../../../ui/parts";
import { here } from "../../calls/times";
import { isUnsaved } from "../../forms/drafts";
import { Amend, placeOf } from "./amend";
import { NoteVersions } from "./versions";

interface Props {
  patientId: string;
  note: Note;
  onKept: (note: Note) => void;
}

/* One note as it stands, with its earlier versions and the ways to change it. */
export function NoteEntry({ patientId, note, onKept }: Props) {
  const words = t().desk.notes;
  const [doing, setDoing] = useState(() => begun(note));
  const [history, setHistory] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const isStruck = note.status === "entered_in_error";
  const before = useRef(doing);
  useEffect(() => {
    if (before.current && !doing) heading.current?.focus();
    before.current = doing;
  }, [doing]);
  return (
    <li class={isStruck ? "struck" : ""}>
      <h3 tabIndex={-1} ref={heading}>
        {words.of(shortDay(note.day, language()), note.author ?? t().desk.calls.somebody)}
      </h3>
      <p class="soft">
        {note.revision > 1
          ? words.changedAt(here(note.recorded_at))
          : words.writtenAt(here(note.recorded_at))}
      </p>
      {isStruck && <span class="badge warn">{words.struck}</span>}
      <p class="written">{note.text}</p>
      {doing ? (
        <Amend
          patientId={patientId}
          note={note}
          strikes={doing === "strike"}
          onKept={(kept) => {
            setDoing(null);
            onKept(kept);
          }}
          onCancel={() => setDoing(null)}
        />
      ) : (
        <div class="row">
          {!isStruck && (
            <Button kind="quiet" onClick={() => setDoing("amend")}>
              {words.amend}
            </Button>
          )}
          {!isStruck && (
            <Button kind="quiet" onClick={() => setDoing("strike")}>
              {words.strikeOut}
            </Button>
          )}
          {note.revision > 1 && (
            <Button kind="quiet" pressed={history} onClick={() => setHistory(!history)}>
              {words.versions}
            </Button>
          )}
        </div>
      )}
      {history && <NoteVersions key={note.revision} patientId={patientId} noteId={note.id} />}
    </li>
  );
}

/* What was begun at this note and isn't stored, as before a sign-in that ran out. */
function begun(note: Note): "amend" | "strike" | null {
  if (isUnsaved(placeOf(note, false))) return "amend";
  return isUnsaved(placeOf(note, true)) ? "strike" : null;
}
