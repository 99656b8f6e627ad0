import { useState } from "preact/hooks";
import { t } from "../../texts";
import { TextField } from "../../ui/fields";
import { Summary, useForm } from "../../ui/form";
import { Button } from "../../ui/parts";
import { forgetTyped, typed } from "../typed";
import { answerCall, type Call, isLate } from "./calls";
import { ago, here, there } from "./times";

interface Props {
  patientId: string;
  call: Call;
  onAnswered: () => void;
}

const LONGEST = 2000;

/* Where the answer to a call is kept while it is typed. */
export function placeOf(callId: string): string {
  return `done-${callId}`;
}

/* A call that nobody has answered: when it was, what to do, and what was done. */
export function OpenCall({ patientId, call, onAnswered }: Props) {
  const words = t().desk.calls;
  const field = placeOf(call.id);
  const kept = typed(field);
  const [done, setDone] = useState(kept.text);
  const form = useForm({
    check: () => [!done.trim() && { id: field, text: words.doneMissing }],
    refused: { what_was_done: { id: field, text: words.doneMissing } },
  });
  const answer = async () => {
    await answerCall(patientId, call.id, done.trim());
    forgetTyped(field);
    onAnswered();
  };
  return (
    <article class="open-call" aria-labelledby={`call-${call.id}`}>
      <h3 id={`call-${call.id}`}>{words.pressed(here(call.pressed_at), ago(call.pressed_at))}</h3>
      <Circumstances call={call} />
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void form.submit(answer);
        }}
      >
        <Summary of={form} />
        <TextField
          id={field}
          multiline
          maxLength={LONGEST}
          label={words.done}
          hint={words.doneHint}
          error={form.wrong(field)}
          value={done}
          onInput={(text) => {
            kept.text = text;
            setDone(text);
          }}
        />
        <Button type="submit" disabled={form.busy}>
          {words.answer}
        </Button>
      </form>
    </article>
  );
}

/* What is known of the moment beyond its time. */
export function Circumstances({ call }: { call: Call }) {
  const words = t().desk.calls;
  const theirs = there(call.pressed_at, call.time_zone);
  const said = [
    theirs && words.theirClock(theirs),
    isLate(call) && words.received(here(call.received_at)),
    call.offline === true && words.offline,
    call.offline === false && words.online,
    call.offline === null && words.connectionUnknown,
  ].filter(Boolean);
  return <p>{said.join(" ")}</p>;
}
