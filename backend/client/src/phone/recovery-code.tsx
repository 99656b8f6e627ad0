/* A code that is shown once, to be written down. */
import { useState } from "preact/hooks";
import { t } from "../texts";
import { Button } from "../ui/parts";
import "./rows.css";

export function CodeShown({ code }: { code: string }) {
  const [copied, setCopied] = useState(false);
  const words = t().common;
  return (
    <>
      <output class="code">{code}</output>
      <div class="row">
        <Button
          kind="quiet"
          onClick={async () => {
            await navigator.clipboard?.writeText(code).catch(() => undefined);
            setCopied(true);
          }}
        >
          {words.copy}
        </Button>
        <span role="status">{copied && words.copied}</span>
      </div>
    </>
  );
}
