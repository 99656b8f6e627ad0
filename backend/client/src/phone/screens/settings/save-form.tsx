import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { t } from "../../../texts";
import { Banner, Button, Title, useAttempt } from "../../../ui/parts";
import { ErrorSummary, type Field } from "../../error-summary";
import "./settings.css";

interface Props {
  title: string;
  fields: Field[];
  /* Saves; what it gives is said, or else that it is saved. */
  save: () => Promise<unknown>;
  done?: string;
  children: (error: unknown) => ComponentChildren;
}

/* A form of one thing: what is wrong first, the fields, and whether it was saved. */
export function SaveForm({ title, fields, save, done, children }: Props) {
  const [error, attempt, busy] = useAttempt();
  const [saved, setSaved] = useState(false);

  async function submit(): Promise<void> {
    setSaved(false);
    setSaved(await attempt(save));
  }
  return (
    <form
      class="card"
      noValidate
      onInput={() => setSaved(false)}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Title>{title}</Title>
      <ErrorSummary error={error} fields={fields} />
      {children(error)}
      <Button type="submit" wide disabled={busy}>
        {t().common.save}
      </Button>
      <div role="status" class="saved">
        {saved && (
          <Banner kind="good">
            <p>{done ?? t().phone.settings.saved}</p>
          </Banner>
        )}
      </div>
    </form>
  );
}
