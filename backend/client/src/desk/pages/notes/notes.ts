/* What specialists write about a patient; the patient can read it. */
import type { Note, NotePage, NoteWish, Versions } from "../../../api/schema";
import { api, ask } from "../../../api/server";

const NOTE = "/api/v1/patients/{patient_id}/notes/{note_id}";

export const LONGEST = 4000;

export function notesOf(patientId: string, cursor?: string): Promise<NotePage> {
  const params = { path: { patient_id: patientId }, query: cursor ? { cursor } : {} };
  return ask(api.GET("/api/v1/patients/{patient_id}/notes", { params }));
}

export function noteOf(patientId: string, noteId: string): Promise<Note> {
  return ask(api.GET(NOTE, { params: { path: { patient_id: patientId, note_id: noteId } } }));
}

/* Keeps a note: a new one (revision 0), or a change of the revision that was read. */
export function keepNote(
  patientId: string,
  noteId: string,
  revision: number,
  body: NoteWish,
): Promise<Note> {
  const header = revision ? { "If-Match": `"${revision}"` } : { "If-None-Match": "*" };
  const path = { patient_id: patientId, note_id: noteId };
  return ask(api.PUT(NOTE, { params: { path, header }, body }));
}

export function versionsOf(patientId: string, noteId: string): Promise<Versions> {
  const path = { patient_id: patientId, note_id: noteId };
  return ask(
    api.GET("/api/v1/patients/{patient_id}/notes/{note_id}/revisions", { params: { path } }),
  );
}
