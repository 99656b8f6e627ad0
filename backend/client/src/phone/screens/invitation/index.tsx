/* How a patient comes in: an account by the clinic's code, then the recovery code, then consent. */
import { useState } from "preact/hooks";
import type { Accepted } from "../../../api/schema";
import { go } from "../../../router";
import { account, signIn } from "../../../session";
import { t } from "../../../texts";
import { Button, Problem, Title, useAttempt } from "../../../ui/parts";
import { CodeShown } from "../../recovery-code";
import type { Params } from "../../screens";
import { Busy } from "./busy";
import { AccountForm, type Wish } from "./form";

interface Opened {
  accepted: Accepted;
  wish: Wish;
}

export function InvitationScreen({ params }: Params) {
  const [opened, setOpened] = useState<Opened | null>(null);
  if (opened?.accepted.totp) return <StaffCodes accepted={opened.accepted} />;
  if (opened) return <KeepCode {...opened} />;
  if (account.value) return <Busy name={account.value.name} />;
  return (
    <AccountForm
      code={params.code ?? ""}
      onOpened={(accepted, wish) => setOpened({ accepted, wish })}
    />
  );
}

function KeepCode({ accepted, wish }: Opened) {
  const words = t().phone.invitation;
  const [error, attempt] = useAttempt();
  return (
    <section class="card">
      <Title>{words.codeTitle}</Title>
      <p>{words.codeLead}</p>
      <CodeShown code={accepted.recovery_code ?? ""} />
      <p class="soft">{words.codeHint}</p>
      <Problem error={error} />
      <Button
        wide
        onClick={async () => {
          const done = await attempt(() => signIn(wish.email, wish.password));
          if (done) go("/consents", { replace: true });
        }}
      >
        {words.codeKept}
      </Button>
    </section>
  );
}

/* Of somebody who opened the desk's invitation on the phone; the account is made all the same. */
function StaffCodes({ accepted }: { accepted: Accepted }) {
  const words = t().phone.invitation;
  return (
    <section class="card">
      <Title>{words.staffTitle}</Title>
      <p>{words.staffLead}</p>
      <CodeShown code={accepted.totp?.secret ?? ""} />
      <CodeShown code={accepted.totp?.recovery_codes.join(" ") ?? ""} />
      <Button wide onClick={() => go("/", { replace: true })}>
        {words.staffDone}
      </Button>
    </section>
  );
}
