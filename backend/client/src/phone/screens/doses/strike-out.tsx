/* Takes a dose back that wasn't taken, with the reason. */
import { useState } from "preact/hooks";
import { moment } from "../../../days";
import { language, t } from "../../../texts";
import { Button, Problem, Title, useAttempt } from "../../../ui/parts";
import type { Taken } from "./doses";
import { amount, medicine } from "./looks";
import { Reason, type Reasoned, reasonText } from "./reason";

interface Props {
  dose: Taken;
  onSave: (reason: string) => Promise<void>;
  onCancel: () => void;
}

export function StrikeOut({ dose, onSave, onCancel }: Props) {
  const [reason, setReason] = useState<Reasoned>({ choice: null, text: "" });
  const [missing, setMissing] = useState(false);
  const [error, attempt, busy] = useAttempt();
  const words = t().phone.doses;
  const submit = async () => {
    const said = reasonText(reason);
    setMissing(!said);
    if (said) await attempt(() => onSave(said));
  };
  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Title>{words.strikeOutTitle}</Title>
      <p>
        {moment(dose.taken_at, language(), dose.time_zone)}
        <br />
        <strong>{amount(dose.dose_mg, words.mg)}</strong> {medicine(dose)}
      </p>
      <p>{words.strikeOutHint}</p>
      <Problem error={error} />
      <Reason
        value={reason}
        error={missing ? words.wrong.reason : undefined}
        onChange={setReason}
      />
      <div class="stack">
        <Button type="submit" kind="danger" wide disabled={busy}>
          {words.strikeOut}
        </Button>
        <Button kind="quiet" wide onClick={onCancel}>
          {t().common.cancel}
        </Button>
      </div>
    </form>
  );
}
