import { useState } from "preact/hooks";
import { api, ask } from "../../../api/server";
import { t } from "../../../texts";
import { TextField } from "../../../ui/fields";
import { Summary, useForm } from "../../../ui/form";
import { Button, Title } from "../../../ui/parts";

const EMAIL = "ask-email";

/* A code by mail; the answer tells nobody whether there is such an account. */
export function AskForCode({ onBack }: { onBack: () => void }) {
  const words = t().desk.reset;
  const [email, setEmail] = useState("");
  const [asked, setAsked] = useState(false);
  const form = useForm({
    check: () => [!email.includes("@") && { id: EMAIL, text: t().desk.invitation.emailWrong }],
  });

  async function send(): Promise<void> {
    const body = { email: email.trim() };
    setAsked(await form.submit(() => ask(api.POST("/api/v1/password-reset", { body }))));
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Title>{words.askTitle}</Title>
      <p>{words.askLead}</p>
      <Summary of={form} />
      <TextField
        id={EMAIL}
        type="email"
        autocomplete="username"
        label={t().shell.email}
        error={form.wrong(EMAIL)}
        value={email}
        onInput={setEmail}
      />
      <div role="status">{asked && <p class="banner">{words.asked}</p>}</div>
      <div class="stack">
        <Button type="submit" wide disabled={form.busy}>
          {words.askSend}
        </Button>
        <Button kind="quiet" wide onClick={onBack}>
          {words.haveCode}
        </Button>
      </div>
    </form>
  );
}
