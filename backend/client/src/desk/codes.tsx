/* Codes that are shown once, to be kept: in large letters, to copy or print. */
import { t } from "../texts";
import { Button } from "../ui/parts";
import { CopyButton } from "./copy";
import "./codes.css";

export function RecoveryCodes({ codes }: { codes: string[] }) {
  const words = t().desk.codes;
  return (
    <>
      <ul class="codes" aria-label={words.label}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div class="row no-print">
        <CopyButton text={codes.join("\n")} label={words.copy} />
        <Button kind="quiet" onClick={() => print()}>
          {words.print}
        </Button>
      </div>
    </>
  );
}

/* The secret of an authenticator app, in fours for who types it. */
export function Secret({ secret }: { secret: string }) {
  return <code class="secret">{secret.match(/.{1,4}/g)?.join(" ")}</code>;
}
