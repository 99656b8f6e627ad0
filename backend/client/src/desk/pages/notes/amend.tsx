import { useEffect, useRef, useState } from "preact/hooks";
import type { Note } from "../../../api/schema";
import { diaryDay } from "../../../days";
import { t } from "../../../texts";
import { TextField } from "../../../ui/fields";
import { Summary, useForm } from "../../../ui/form";
import { Banner, Button } from "../../../ui/parts";
import { forgetDraft, useDraft } from "../../forms/drafts";
import { keepNote, LONGEST, noteOf } from "./notes";

interface Props {
  patientId: string;
  note: Note;
  /* Whether the note is struck out rather than put otherwise. */
  strikes: boolean;
  onKept: (note: Note) => void;
  onCancel: () => void;
}

const LONGEST_REASON = 2000;

/* Where a change is kept while it is typed. */
export function placeOf(note: Note, strikes: boolean): string {
  return `${strikes ? "strike" : "amend"}-${note.id}`;
}

/* Changes a note, or strikes it out; the version before stays, with the reason. */
export function Amend({ patientId, note, strikes, onKept, onCancel }: Props) {
  const words = t().desk.notes;
  const id = { text: `text-${note.id}`, day: `day-${note.id}`, reason: `reason-${note.id}` };
  const place = placeOf(note, strikes);
  const { draft, change } = useDraft(place, () => ({
    id: note.id,
    revision: note.revision,
    values: { text: note.text, day: note.day, reason: "" },
  }));
  const { text, day, reason } = draft.values;
  const set = (changed: Partial<typeof draft.values>) =>
    change((before) => ({ ...before, values: { ...before.values, ...changed } }));
  const [newer, setNewer] = useState<Note | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const today = diaryDay(new Date(), "00:00");
  const flaw = {
    text: { id: id.text, text: words.textMissing },
    day: { id: id.day, text: words.dayWrong },
    reason: { id: id.reason, text: words.reasonMissing },
  };
  const form = useForm({
    check: () => [
      !text.trim() && flaw.text,
      (!day || day > today) && flaw.day,
      !reason.trim() && flaw.reason,
    ],
    refused: flaw,
  });
  const keep = async () => {
    const status = strikes ? ("entered_in_error" as const) : ("final" as const);
    const body = { text: text.trim(), day, status, reason: reason.trim() };
    const base = newer ?? draft;
    try {
      const kept = await keepNote(patientId, note.id, base.revision, body);
      forgetDraft(place);
      onKept(kept);
    } catch (failure) {
      const found = await noteOf(patientId, note.id).catch(() => null);
      if (found && found.revision !== base.revision) setNewer(found);
      throw failure;
    }
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void form.submit(keep);
      }}
    >
      <h4 tabIndex={-1} ref={heading}>
        {strikes ? words.strikeTitle : words.amendTitle}
      </h4>
      <p>{strikes ? words.strikeLead : words.amendLead}</p>
      <Summary of={form} />
      {newer && (
        <Banner kind="warn">
          <p>{words.newer}</p>
          <p class="written">{newer.text}</p>
        </Banner>
      )}
      {!strikes && (
        <>
          <TextField
            id={id.text}
            multiline
            maxLength={LONGEST}
            label={words.text}
            error={form.wrong(id.text)}
            value={text}
            onInput={(given) => set({ text: given })}
          />
          <div class="note-day">
            <TextField
              id={id.day}
              type="date"
              max={today}
              label={words.day}
              error={form.wrong(id.day)}
              value={day}
              onInput={(given) => set({ day: given })}
            />
          </div>
        </>
      )}
      <TextField
        id={id.reason}
        maxLength={LONGEST_REASON}
        label={strikes ? words.strikeReason : words.amendReason}
        error={form.wrong(id.reason)}
        value={reason}
        onInput={(given) => set({ reason: given })}
      />
      <div class="row">
        <Button type="submit" kind={strikes ? "danger" : "plain"} disabled={form.busy}>
          {strikes ? words.strike : words.amendSave}
        </Button>
        <Button
          kind="quiet"
          onClick={() => {
            forgetDraft(place);
            onCancel();
          }}
        >
          {t().common.cancel}
        </Button>
      </div>
    </form>
  );
}
