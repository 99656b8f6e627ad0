/* What specialists noted about a patient, and the calls for help that were answered. */
import { useState } from "preact/hooks";
import type { Note } from "../../../api/schema";
import { t } from "../../../texts";
import { Awaited, Banner, Button, Problem, Title, useAttempt, useLoaded } from "../../../ui/parts";
import { callsOf } from "../../calls/calls";
import { CallHistory } from "../../calls/history";
import { PatientCalls } from "../../calls/patient-calls";
import type { Params } from "../../pages";
import { PatientNav } from "../../patient-nav";
import { NoteEntry } from "./note";
import { NewNote } from "./note-form";
import { notesOf } from "./notes";
import "./notes.css";

export function NotesPage({ params }: Params) {
  const id = params.id ?? "";
  const words = t().desk.notes;
  const loaded = useLoaded(async () => {
    const [notes, calls] = await Promise.all([notesOf(id), callsOf(id)]);
    return { notes, calls };
  }, id);
  return (
    <div class="notes-page">
      <Title>{words.title}</Title>
      <Awaited of={loaded}>
        {({ notes, calls }) => (
          <>
            <PatientNav id={id} />
            <PatientCalls id={id} onAnswered={loaded.reload} />
            <Banner>{words.open}</Banner>
            <Notes patientId={id} first={notes.items} next={notes.next} />
            <CallHistory patientId={id} first={calls} />
          </>
        )}
      </Awaited>
    </div>
  );
}

interface NotesProps {
  patientId: string;
  first: Note[];
  next: string | null;
}

function Notes({ patientId, first, next: begun }: NotesProps) {
  const words = t().desk.notes;
  const [notes, setNotes] = useState(first);
  const [next, setNext] = useState(begun);
  const [told, setTold] = useState("");
  const [error, attempt] = useAttempt();
  const load = () =>
    attempt(async () => {
      const page = await notesOf(patientId, next ?? undefined);
      setNotes([...notes, ...page.items]);
      setNext(page.next);
    });
  const put = (kept: Note) => {
    const others = notes.filter(({ id }) => id !== kept.id);
    setNotes([...others, kept].sort((a, b) => (a.day < b.day ? 1 : -1)));
    setTold(words.saved);
  };
  return (
    <section aria-labelledby="notes">
      <NewNote patientId={patientId} onKept={put} />
      <p role="status">{told}</p>
      <h2 id="notes">{words.listTitle}</h2>
      {notes.length === 0 && <p class="soft">{words.none}</p>}
      <ul class="entries">
        {notes.map((note) => (
          <NoteEntry key={note.id} patientId={patientId} note={note} onKept={put} />
        ))}
      </ul>
      <Problem error={error} />
      {next && (
        <Button kind="quiet" onClick={load}>
          {words.more}
        </Button>
      )}
    </section>
  );
}
