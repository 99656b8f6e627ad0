/* Another password by a code, for somebody who forgot the present one. */
import { useState } from "preact/hooks";
import { api, ask } from "../../../api/server";
import { t } from "../../../texts";
import { TextField } from "../../../ui/fields";
import { Button, LinkButton, Problem, Title, useAttempt } from "../../../ui/parts";
import { ErrorSummary, told } from "../../error-summary";
import type { Params } from "../../screens";

type Step = "codes" | "ask" | "done";

export function ResetScreen(_: Params) {
  const [step, setStep] = useState<Step>("codes");
  if (step === "done") return <Done />;
  if (step === "ask") return <AskForCode onBack={() => setStep("codes")} />;
  return <Codes onDone={() => setStep("done")} onAsk={() => setStep("ask")} />;
}

function Codes({ onDone, onAsk }: { onDone: () => void; onAsk: () => void }) {
  const words = t().phone.reset;
  const [code, setCode] = useState("");
  const [recovery, setRecovery] = useState("");
  const [password, setPassword] = useState("");
  const [error, attempt, busy] = useAttempt();
  const wrong = {
    code: { name: "code", id: "reset-code", text: words.codeWrong },
    recovery: { name: "recovery_code", id: "reset-recovery", text: words.codeWrong },
    password: { name: "password", id: "reset-password", text: t().phone.invitation.passwordWrong },
  };

  async function choose(): Promise<void> {
    const body = { code, password, ...(recovery.trim() ? { recovery_code: recovery } : {}) };
    await ask(api.POST("/api/v1/password-reset/accept", { body: body as never }));
    onDone();
  }
  return (
    <form
      class="card"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void attempt(choose);
      }}
    >
      <Title>{words.title}</Title>
      <p>{words.lead}</p>
      <ErrorSummary error={error} fields={Object.values(wrong)} />
      <TextField
        id="reset-code"
        label={words.code}
        hint={words.codeHint}
        error={told(error, wrong.code)}
        value={code}
        onInput={setCode}
      />
      <TextField
        id="reset-recovery"
        label={words.recovery}
        hint={words.recoveryHint}
        error={told(error, wrong.recovery)}
        value={recovery}
        onInput={setRecovery}
      />
      <TextField
        id="reset-password"
        type="password"
        autocomplete="new-password"
        label={words.password}
        hint={t().phone.invitation.passwordHint}
        error={told(error, wrong.password)}
        value={password}
        onInput={setPassword}
      />
      <div class="stack">
        <Button type="submit" wide disabled={busy}>
          {words.save}
        </Button>
        <Button kind="quiet" wide onClick={onAsk}>
          {words.ask}
        </Button>
      </div>
    </form>
  );
}

function AskForCode({ onBack }: { onBack: () => void }) {
  const words = t().phone.reset;
  const [email, setEmail] = useState("");
  const [asked, setAsked] = useState(false);
  const [error, attempt, busy] = useAttempt();

  async function send(): Promise<void> {
    const body = { email };
    setAsked(await attempt(() => ask(api.POST("/api/v1/password-reset", { body }))));
  }
  return (
    <form
      class="card"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Title>{words.askTitle}</Title>
      <p>{words.askLead}</p>
      <Problem error={error} />
      <TextField
        type="email"
        autocomplete="username"
        label={t().shell.email}
        value={email}
        onInput={setEmail}
      />
      <p role="status">{asked && words.asked}</p>
      <div class="stack">
        <Button type="submit" wide disabled={busy}>
          {words.askSend}
        </Button>
        <Button kind="quiet" wide onClick={onBack}>
          {t().common.back}
        </Button>
      </div>
    </form>
  );
}

function Done() {
  const words = t().phone.reset;
  return (
    <section class="card">
      <Title>{words.doneTitle}</Title>
      <p>{words.done}</p>
      <LinkButton to="/" wide>
        {words.signIn}
      </LinkButton>
    </section>
  );
}
