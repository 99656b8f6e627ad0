import { useState } from "preact/hooks";
import { go } from "../../../router";
import { signIn } from "../../../session";
import { t } from "../../../texts";
import { TextField } from "../../../ui/fields";
import { Summary, useForm } from "../../../ui/form";
import { Button, Title } from "../../../ui/parts";
import type { Wish } from "./form";

const OTP = "first-otp";

/* The first code shows that the app works; with it the desk opens. */
export function FirstSignIn({ wish, onBack }: { wish: Wish; onBack: () => void }) {
  const words = t().desk.invitation;
  const [otp, setOtp] = useState("");
  const form = useForm({
    check: () => [!otp.trim() && { id: OTP, text: t().shell.otpMissing }],
    refused: {
      otp_required: { id: OTP, text: t().shell.otpWrong },
      otp_used: { id: OTP, text: t().problems.otp_used },
    },
  });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void form.submit(async () => {
          await signIn(wish.email, wish.password, otp.trim());
          go("/", { replace: true });
        });
      }}
    >
      <Title>{words.enterTitle}</Title>
      <p>{words.enterLead}</p>
      <Summary of={form} />
      <TextField
        id={OTP}
        label={t().shell.otp}
        hint={t().shell.otpHint}
        autocomplete="one-time-code"
        error={form.wrong(OTP)}
        value={otp}
        onInput={setOtp}
      />
      <div class="stack">
        <Button type="submit" wide disabled={form.busy}>
          {t().shell.signIn}
        </Button>
        <Button wide kind="quiet" onClick={onBack}>
          {words.enterBack}
        </Button>
      </div>
    </form>
  );
}
