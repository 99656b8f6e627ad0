/* The way in: e-mail, password and, for staff, the code of the authenticator app. */
import { useEffect, useState } from "preact/hooks";
import { Refused } from "../api/server";
import { account, phase, signIn } from "../session";
import { t } from "../texts";
import { TextField } from "./fields";
import { Summary, useForm } from "./form";
import { Banner, Button, Title } from "./parts";

const EMAIL = "sign-in-email";
const PASSWORD = "sign-in-password";
const OTP = "sign-in-otp";

interface Props {
  onDone?: () => void;
  /* What has become of what was written here, if that isn't as on a phone. */
  kept?: string;
}

export function SignIn({ onDone, kept }: Props) {
  const locked = phase.value === "locked";
  const [email, setEmail] = useState(locked ? (account.value?.email ?? "") : "");
  const [password, setPassword] = useState("");
  const [otp, setOtp] = useState("");
  const [wantsOtp, setWantsOtp] = useState(false);
  const words = t().shell;
  const form = useForm({
    check: () => [
      !email.trim() && { id: EMAIL, text: words.emailMissing },
      !password && { id: PASSWORD, text: words.passwordMissing },
      wantsOtp && !otp.trim() && { id: OTP, text: words.otpMissing },
    ],
    refused: {
      sign_in: { id: PASSWORD, text: t().problems.sign_in },
      otp_required: { id: OTP, text: words.otpWrong },
      otp_used: { id: OTP, text: t().problems.otp_used },
    },
  });
  useEffect(() => {
    if (wantsOtp) document.getElementById(OTP)?.focus();
  }, [wantsOtp]);

  async function enter(): Promise<void> {
    try {
      await signIn(email.trim(), password, wantsOtp ? otp.trim() : undefined);
      onDone?.();
    } catch (failure) {
      const isFirst = !wantsOtp && failure instanceof Refused && failure.code === "otp_required";
      if (!isFirst) throw failure;
      setWantsOtp(true);
    }
  }

  return (
    <form
      class="card"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void form.submit(enter);
      }}
    >
      <Title>{locked ? words.lockedTitle : words.signInTitle}</Title>
      {locked && <Banner>{kept ?? words.locked}</Banner>}
      <Summary of={form} />
      <TextField
        id={EMAIL}
        label={words.email}
        type="email"
        // Filled in already, it must not be kept in the browser's memory of open pages.
        autocomplete={locked ? "off" : "username"}
        error={form.wrong(EMAIL)}
        value={email}
        onInput={setEmail}
      />
      <TextField
        id={PASSWORD}
        label={words.password}
        type="password"
        autocomplete="current-password"
        error={form.wrong(PASSWORD)}
        value={password}
        onInput={setPassword}
      />
      {wantsOtp && (
        <TextField
          id={OTP}
          label={words.otp}
          hint={words.otpHint}
          autocomplete="one-time-code"
          error={form.wrong(OTP)}
          value={otp}
          onInput={setOtp}
        />
      )}
      <Button type="submit" wide disabled={form.busy}>
        {words.signIn}
      </Button>
    </form>
  );
}
