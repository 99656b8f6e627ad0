/* Another password by a code, for somebody who forgot the present one. */
import { useState } from "preact/hooks";
import { api, ask } from "../../../api/server";
import { t } from "../../../texts";
import { TextField } from "../../../ui/fields";
import { Summary, useForm } from "../../../ui/form";
import { Button, LinkButton, Title } from "../../../ui/parts";
import type { Params } from "../../pages";
import { AskForCode } from "./ask-for-code";

const ID = { code: "reset-code", recovery: "reset-recovery", password: "reset-password" };
const SHORTEST = 12;

export function ResetPage(_: Params) {
  const [step, setStep] = useState<"codes" | "ask" | "done">("codes");
  return (
    <div class="narrow card">
      {step === "codes" && <Codes onDone={() => setStep("done")} onAsk={() => setStep("ask")} />}
      {step === "ask" && <AskForCode onBack={() => setStep("codes")} />}
      {step === "done" && <Done />}
    </div>
  );
}

function Codes({ onDone, onAsk }: { onDone: () => void; onAsk: () => void }) {
  const words = t().desk.reset;
  const [code, setCode] = useState("");
  const [recovery, setRecovery] = useState("");
  const [password, setPassword] = useState("");
  const flaw = {
    code: { id: ID.code, text: words.codeMissing },
    recovery_code: { id: ID.recovery, text: words.recoveryWrong },
    password: { id: ID.password, text: t().desk.invitation.passwordWrong },
    reset: { id: ID.code, text: words.refused },
  };
  const form = useForm({
    check: () => [!code.trim() && flaw.code, password.length < SHORTEST && flaw.password],
    refused: flaw,
  });

  async function choose(): Promise<void> {
    const proof = { code: code.trim(), recovery_code: recovery.trim() || null };
    await ask(api.POST("/api/v1/password-reset/accept", { body: { ...proof, password } }));
    onDone();
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void form.submit(choose);
      }}
    >
      <Title>{words.title}</Title>
      <p>{words.lead}</p>
      <Summary of={form} />
      <TextField
        id={ID.code}
        label={words.code}
        hint={words.codeHint}
        error={form.wrong(ID.code)}
        value={code}
        onInput={setCode}
      />
      <TextField
        id={ID.recovery}
        label={words.recovery}
        hint={words.recoveryHint}
        error={form.wrong(ID.recovery)}
        value={recovery}
        onInput={setRecovery}
      />
      <TextField
        id={ID.password}
        type="password"
        autocomplete="new-password"
        label={words.password}
        hint={t().desk.invitation.passwordHint}
        error={form.wrong(ID.password)}
        value={password}
        onInput={setPassword}
      />
      <div class="stack">
        <Button type="submit" wide disabled={form.busy}>
          {words.save}
        </Button>
        <Button kind="quiet" wide onClick={onAsk}>
          {words.ask}
        </Button>
        <LinkButton to="/" kind="quiet" wide>
          {words.toSignIn}
        </LinkButton>
      </div>
    </form>
  );
}

function Done() {
  const words = t().desk.reset;
  return (
    <>
      <Title>{words.doneTitle}</Title>
      <p>{words.done}</p>
      <LinkButton to="/" wide>
        {words.toSignIn}
      </LinkButton>
    </>
  );
}
