import { useState } from "preact/hooks";
import { api, ask } from "../../../api/server";
import { t } from "../../../texts";
import { TextField } from "../../../ui/fields";
import { Button, fieldError, LinkButton, Title, useAttempt } from "../../../ui/parts";
import { confirm } from "../../confirm";
import { ErrorSummary } from "../../error-summary";
import { CodeShown } from "../../recovery-code";

/* A new recovery code in place of the old one, shown once. */
export function NewRecoveryCode() {
  const words = t().phone.settings;
  const [password, setPassword] = useState("");
  const [code, setCode] = useState<string | null>(null);
  const [error, attempt, busy] = useAttempt();

  async function make(): Promise<void> {
    await confirm(password);
    const { recovery_codes } = await ask(api.POST("/api/v1/account/recovery-codes"));
    setCode(recovery_codes[0] ?? "");
  }
  if (code) {
    return (
      <section class="card">
        <Title>{t().phone.invitation.codeTitle}</Title>
        <CodeShown code={code} />
        <p>{words.recoveryKeep}</p>
        <LinkButton to="/settings" wide>
          {t().phone.invitation.codeKept}
        </LinkButton>
      </section>
    );
  }
  return (
    <form
      class="card"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void attempt(make);
      }}
    >
      <Title>{words.recoveryTitle}</Title>
      <p>{words.recoveryLead}</p>
      <ErrorSummary error={error} fields={[{ name: "password", id: "set-password" }]} />
      <TextField
        id="set-password"
        type="password"
        autocomplete="current-password"
        label={words.yourPassword}
        hint={words.yourPasswordHint}
        error={fieldError(error, "password")}
        value={password}
        onInput={setPassword}
      />
      <Button type="submit" wide disabled={busy}>
        {words.recoveryMake}
      </Button>
    </form>
  );
}
