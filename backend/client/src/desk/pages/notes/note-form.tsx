import type { Note } from "../../../api/schema";
import { diaryDay } from "../../../days";
import { t } from "../../../texts";
import { TextField } from "../../../ui/fields";
import { Summary, useForm } from "../../../ui/form";
import { Button } from "../../../ui/parts";
import { useDraft } from "../../forms/drafts";
import { keepNote, LONGEST } from "./notes";

const TEXT = "note-text";
const DAY = "note-day";

/* Midnight: notes go by the calendar, not by anybody's diary day. */
function today(): string {
  return diaryDay(new Date(), "00:00");
}

export function NewNote({ patientId, onKept }: { patientId: string; onKept: (n: Note) => void }) {
  const words = t().desk.notes;
  /* The id is made once, so that a note sent twice is stored once. */
  const fresh = () => ({
    id: crypto.randomUUID() as string,
    revision: 0,
    values: { text: "", day: today() },
  });
  const { draft, change, reset } = useDraft(`note-${patientId}`, fresh);
  const { text, day } = draft.values;
  const set = (changed: Partial<typeof draft.values>) =>
    change((before) => ({ ...before, values: { ...before.values, ...changed } }));
  const flaw = {
    text: { id: TEXT, text: words.textMissing },
    day: { id: DAY, text: words.dayWrong },
  };
  const form = useForm({
    check: () => [!text.trim() && flaw.text, (!day || day > today()) && flaw.day],
    refused: flaw,
  });
  const keep = async () => {
    const note = await keepNote(patientId, draft.id, 0, {
      text: text.trim(),
      day,
      status: "final",
    });
    reset(fresh());
    onKept(note);
  };
  return (
    <form
      class="card"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void form.submit(keep);
      }}
    >
      <h2>{words.newTitle}</h2>
      <Summary of={form} />
      <TextField
        id={TEXT}
        multiline
        maxLength={LONGEST}
        label={words.text}
        hint={words.textHint}
        error={form.wrong(TEXT)}
        value={text}
        onInput={(given) => set({ text: given })}
      />
      <div class="note-day">
        <TextField
          id={DAY}
          type="date"
          max={today()}
          label={words.day}
          error={form.wrong(DAY)}
          value={day}
          onInput={(given) => set({ day: given })}
        />
      </div>
      <Button type="submit" disabled={form.busy}>
        {words.save}
      </Button>
    </form>
  );
}
