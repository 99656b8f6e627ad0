/* Sensitive changes want a fresh sign-in: it is asked for where the person stands. */
import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Refused } from "../../../api/server";
import { me, signIn } from "../../../session";
import { t } from "../../../texts";
import { TextField } from "../../../ui/fields";
import { Cancelled, Summary, useForm } from "../../../ui/form";
import { Button } from "../../../ui/parts";

interface Fresh {
  /* Does it, if need be after a fresh sign-in; raises Cancelled if that is declined. */
  sensitive: <T>(act: () => Promise<T>) => Promise<T>;
  /* The question, while it is asked. */
  dialog: VNode | null;
}

export function useFresh(): Fresh {
  const [settle, setSettle] = useState<((confirmed: boolean) => void) | null>(null);

  async function sensitive<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (failure) {
      if (!(failure instanceof Refused && failure.status === 401)) throw failure;
    }
    const confirmed = await new Promise<boolean>((done) => setSettle(() => done));
    setSettle(null);
    if (!confirmed) throw new Cancelled();
    return await act();
  }
  return { sensitive, dialog: settle && <Confirm onDone={settle} /> };
}

const PASSWORD = "fresh-password";
const OTP = "fresh-otp";

function Confirm({ onDone }: { onDone: (confirmed: boolean) => void }) {
  const words = t().desk.account;
  const dialog = useRef<HTMLDialogElement>(null);
  const [password, setPassword] = useState("");
  const [otp, setOtp] = useState("");
  useEffect(() => dialog.current?.showModal(), []);
  const form = useForm({
    check: () => [
      !password && { id: PASSWORD, text: t().shell.passwordMissing },
      !otp.trim() && { id: OTP, text: t().shell.otpMissing },
    ],
    refused: {
      sign_in: { id: PASSWORD, text: words.passwordWrong },
      otp_required: { id: OTP, text: t().shell.otpWrong },
      otp_used: { id: OTP, text: t().problems.otp_used },
    },
  });
  return (
    <dialog
      ref={dialog}
      class="card confirm-dialog"
      aria-labelledby="fresh-title"
      onClose={() => onDone(false)}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void form.submit(async () => {
            await signIn(me().email, password, otp.trim());
            onDone(true);
          });
        }}
      >
        <h2 id="fresh-title">{words.freshTitle}</h2>
        <p>{words.freshLead}</p>
        <Summary of={form} />
        <TextField
          id={PASSWORD}
          label={t().shell.password}
          type="password"
          autocomplete="current-password"
          error={form.wrong(PASSWORD)}
          value={password}
          onInput={setPassword}
        />
        <TextField
          id={OTP}
          label={t().shell.otp}
          hint={t().shell.otpHint}
          autocomplete="one-time-code"
          error={form.wrong(OTP)}
          value={otp}
          onInput={setOtp}
        />
        <div class="row">
          <Button type="submit" disabled={form.busy}>
            {words.freshConfirm}
          </Button>
          <Button kind="quiet" onClick={() => dialog.current?.close()}>
            {t().common.cancel}
          </Button>
        </div>
      </form>
    </dialog>
  );
}
