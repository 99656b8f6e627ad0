import type { ComponentChildren } from "preact";
import type { Invited, ResetCode } from "../../../api/schema";
import { moment } from "../../../days";
import { zone } from "../../../formats";
import { language, t } from "../../../texts";
import { Banner, Button } from "../../../ui/parts";
import { CopyButton } from "../../copy";
import { Qr } from "../../qr";
import "../../codes.css";
import { Heading } from "./heading";
import type { Invitee } from "./invite";

interface Props {
  role: Invitee;
  invited: Invited;
  onDone: () => void;
}

/* What is handed to the invited person: a picture for the phone, the link, the code. */
export function InvitationShown({ role, invited, onDone }: Props) {
  const words = t().desk.people;
  return (
    <section class="card handed-out" aria-labelledby="invited">
      <Heading id="invited" isNew>
        {words.invited[role]}
      </Heading>
      <p>{words.invitedLead[role]}</p>
      {role === "patient" && <Qr text={invited.link} label={words.picture} />}
      <Part label={words.link}>
        <p class="link">{invited.link}</p>
        <CopyButton text={invited.link} label={words.copyLink} />
      </Part>
      <Code code={invited.code} expires={invited.expires_at} />
      {role === "specialist" && <Qr text={invited.link} label={words.picture} />}
      <Banner kind="warn">{words.once}</Banner>
      <div class="row no-print">
        <Button kind="quiet" onClick={() => print()}>
          {words.print}
        </Button>
        <Button onClick={onDone}>{words.handedOver}</Button>
      </div>
    </section>
  );
}

/* What is handed to somebody who forgot the password. */
export function ResetCodeShown({ made, onDone }: { made: ResetCode; onDone: () => void }) {
  const words = t().desk.people;
  return (
    <section class="card handed-out" aria-labelledby="reset-made">
      <Heading id="reset-made" isNew>
        {words.resetMade}
      </Heading>
      <p>{words.resetMadeLead}</p>
      <Code code={made.code} expires={made.expires_at} />
      <Banner kind="warn">{words.once}</Banner>
      <div class="row">
        <CopyButton text={made.code} label={words.copyCode} />
        <Button onClick={onDone}>{words.handedOver}</Button>
      </div>
    </section>
  );
}

function Code({ code, expires }: { code: string; expires: string }) {
  const words = t().desk.people;
  return (
    <Part label={words.code}>
      <code class="big-code">{code}</code>
      <span>{words.expires(moment(expires, language(), zone()))}</span>
    </Part>
  );
}

function Part({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div>
      <h3>{label}</h3>
      {children}
    </div>
  );
}
