import { useState } from "preact/hooks";
import { t } from "../../../texts";
import { TextField } from "../../../ui/fields";
import { Button, Title, useAttempt } from "../../../ui/parts";
import { ErrorSummary, told } from "../../error-summary";

interface Props {
  title: string;
  lead?: string;
  /* Looks the code up; raises what is wrong with it. */
  onCode: (code: string) => Promise<void>;
  onBack: () => void;
}

/* A specialist's share code, as the patient reads it from paper. */
export function CodeForm({ title, lead, onCode, onBack }: Props) {
  const words = t().phone.sharing;
  const [code, setCode] = useState("");
  const [error, attempt, busy] = useAttempt();
  const wrong = { name: "share_code", id: "share-code", text: words.codeWrong };
  return (
    <form
      class="card"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void attempt(() => onCode(code));
      }}
    >
      <Title>{title}</Title>
      {lead && <p>{lead}</p>}
      <ErrorSummary error={error} fields={[wrong]} />
      <TextField
        id="share-code"
        label={words.code}
        hint={words.codeHint}
        error={told(error, wrong)}
        value={code}
        onInput={setCode}
      />
      <div class="stack">
        <Button type="submit" wide disabled={busy}>
          {words.find}
        </Button>
        <Button kind="quiet" wide onClick={onBack}>
          {t().common.back}
        </Button>
      </div>
    </form>
  );
}
