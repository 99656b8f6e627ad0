import { useState } from "preact/hooks";
import type { ResetCode } from "../../../api/schema";
import { api, ask } from "../../../api/server";
import { t } from "../../../texts";
import { TextField } from "../../../ui/fields";
import { Summary, useForm } from "../../../ui/form";
import { Button } from "../../../ui/parts";
import { ResetCodeShown } from "./handed-out";
import { Heading } from "./heading";

const EMAIL = "reset-email";

/* A code for somebody of the clinic who forgot the password. */
export function ResetCodes() {
  const words = t().desk.people;
  const [email, setEmail] = useState("");
  const [made, setMade] = useState<ResetCode | null>(null);
  const [isBack, setBack] = useState(false);
  const done = () => {
    setMade(null);
    setBack(true);
  };
  const form = useForm({
    check: () => [!email.trim() && { id: EMAIL, text: t().shell.emailMissing }],
    refused: { not_found: { id: EMAIL, text: words.resetUnknown } },
  });
  const make = async () => {
    const body = { email: email.trim() };
    setMade(await ask(api.POST("/api/v1/password-reset/codes", { body })));
    setEmail("");
  };
  if (made) return <ResetCodeShown made={made} onDone={done} />;
  return (
    <section class="card" aria-labelledby="reset">
      <Heading id="reset" isNew={isBack}>
        {words.resetTitle}
      </Heading>
      <p>{words.resetLead}</p>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void form.submit(make);
        }}
      >
        <Summary of={form} />
        <TextField
          id={EMAIL}
          type="email"
          label={words.resetEmail}
          error={form.wrong(EMAIL)}
          value={email}
          onInput={setEmail}
        />
        <Button type="submit" disabled={form.busy}>
          {words.resetMake}
        </Button>
      </form>
    </section>
  );
}
