import { useState } from "preact/hooks";
import type { Totp } from "../../../api/schema";
import { api, ask } from "../../../api/server";
import { t } from "../../../texts";
import { TextField } from "../../../ui/fields";
import { Summary, useForm } from "../../../ui/form";
import { Button } from "../../../ui/parts";
import { AppSteps } from "../invitation/authenticator";
import "../invitation/invitation.css";
import { useFresh } from "./fresh";

const OTP = "new-otp";

/* A new authenticator app; the present one counts until the new one has shown a code. */
export function SecondFactor() {
  const words = t().desk.account;
  const [totp, setTotp] = useState<Totp | null>(null);
  const [done, setDone] = useState(false);
  const { sensitive, dialog } = useFresh();
  const form = useForm({});
  const begin = () =>
    form.submit(async () => {
      setDone(false);
      setTotp(await sensitive(() => ask(api.POST("/api/v1/account/totp"))));
    });
  return (
    <section class="card" aria-labelledby="second-factor">
      <h2 id="second-factor">{words.appTitle}</h2>
      {!totp && (
        <>
          <p>{words.appLead}</p>
          <Summary of={form} />
          <Button kind="quiet" onClick={begin}>
            {words.appNew}
          </Button>
        </>
      )}
      {totp && (
        <NewApp
          totp={totp}
          sensitive={sensitive}
          onDone={() => {
            setTotp(null);
            setDone(true);
          }}
          onCancel={() => setTotp(null)}
        />
      )}
      <p role="status">{done && words.appChanged}</p>
      {dialog}
    </section>
  );
}

interface NewAppProps {
  totp: Totp;
  sensitive: ReturnType<typeof useFresh>["sensitive"];
  onDone: () => void;
  onCancel: () => void;
}

function NewApp({ totp, sensitive, onDone, onCancel }: NewAppProps) {
  const words = t().desk.account;
  const [otp, setOtp] = useState("");
  const form = useForm({
    check: () => [!otp.trim() && { id: OTP, text: t().shell.otpMissing }],
    refused: { otp: { id: OTP, text: t().shell.otpWrong } },
  });
  const confirm = async () => {
    const body = { otp: otp.trim() };
    await sensitive(() => ask(api.PUT("/api/v1/account/totp", { body })));
    onDone();
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void form.submit(confirm);
      }}
    >
      <AppSteps secret={totp.secret} uri={totp.uri} />
      <Summary of={form} />
      <TextField
        id={OTP}
        label={words.appOtp}
        autocomplete="one-time-code"
        error={form.wrong(OTP)}
        value={otp}
        onInput={setOtp}
      />
      <div class="row">
        <Button type="submit" disabled={form.busy}>
          {words.appUse}
        </Button>
        <Button kind="quiet" onClick={onCancel}>
          {t().common.cancel}
        </Button>
      </div>
    </form>
  );
}
