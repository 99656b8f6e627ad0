/* How somebody of the staff comes in: an account, an authenticator app, recovery codes, a code. */
import { useEffect, useState } from "preact/hooks";
import type { Accepted } from "../../../api/schema";
import { account } from "../../../session";
import { t } from "../../../texts";
import { Banner, Button, Title } from "../../../ui/parts";
import type { Params } from "../../pages";
import { Authenticator } from "./authenticator";
import { AccountForm, type Wish } from "./form";
import { KeepCodes } from "./keep-codes";
import { FirstSignIn } from "./sign-in";
import "./invitation.css";

const STEPS = ["account", "app", "codes", "enter"] as const;

export function InvitationPage({ params }: Params) {
  const [opened, setOpened] = useState<{ accepted: Accepted; wish: Wish } | null>(null);
  const [at, setAt] = useState(0);
  useEffect(() => (opened ? holdPage() : undefined), [opened]);
  const to = (step: number) => () => setAt(step);
  const { accepted, wish } = opened ?? {};
  return (
    <div class="narrow card">
      {accepted && !accepted.totp ? null : (
        <p class="soft step">{t().desk.invitation.step(at + 1, STEPS.length)}</p>
      )}
      {!accepted && (
        <AccountForm
          code={params.code ?? ""}
          onOpened={(told, given) => {
            setOpened({ accepted: told, wish: given });
            setAt(1);
          }}
        />
      )}
      {accepted && !accepted.totp && <ForThePhone accepted={accepted} />}
      {accepted?.totp && at === 1 && <Authenticator totp={accepted.totp} onNext={to(2)} />}
      {accepted?.totp && at === 2 && (
        <KeepCodes codes={accepted.totp.recovery_codes} onNext={to(3)} onBack={to(1)} />
      )}
      {accepted?.totp && wish && at === 3 && <FirstSignIn wish={wish} onBack={to(1)} />}
    </div>
  );
}

/* Asks before the page is left: what it shows can't be shown again. */
function holdPage(): () => void {
  const hold = (event: Event) => account.value === null && event.preventDefault();
  addEventListener("beforeunload", hold);
  return () => removeEventListener("beforeunload", hold);
}

/* Of a patient who opened the invitation at the desk; the account is made all the same. */
function ForThePhone({ accepted }: { accepted: Accepted }) {
  const words = t().desk.invitation;
  return (
    <>
      <Title>{words.patientTitle}</Title>
      <p>{words.patientLead}</p>
      <p>
        <code class="big-code">{accepted.recovery_code}</code>
      </p>
      <Banner kind="warn">{words.patientKeep}</Banner>
      <Button wide onClick={() => location.assign("/")}>
        {words.patientGo}
      </Button>
    </>
  );
}
