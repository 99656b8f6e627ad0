import type { FirstTotp } from "../../../api/schema";
import { t } from "../../../texts";
import { Button, Title } from "../../../ui/parts";
import { Secret } from "../../codes";
import { CopyButton } from "../../copy";
import { Qr } from "../../qr";

/* The secret for the app that makes the codes. */
export function Authenticator({ totp, onNext }: { totp: FirstTotp; onNext: () => void }) {
  const words = t().desk.invitation;
  return (
    <>
      <Title>{words.appTitle}</Title>
      <p>{words.appLead}</p>
      <AppSteps secret={totp.secret} uri={totp.uri} />
      <Button wide onClick={onNext}>
        {words.appDone}
      </Button>
    </>
  );
}

/* How a secret gets into an authenticator app. */
export function AppSteps({ secret, uri }: { secret: string; uri: string }) {
  const words = t().desk.invitation;
  return (
    <ol class="app-steps">
      <li>{words.appOpen}</li>
      <li>
        {words.appScan}
        <Qr text={uri} label={words.appPicture} />
      </li>
      <li>
        {words.appType}
        <Secret secret={secret} />
        <CopyButton text={secret} label={words.appCopy} />
      </li>
    </ol>
  );
}
