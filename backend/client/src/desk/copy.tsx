/* Copies a text, and says whether it worked. */
import { useState } from "preact/hooks";
import { t } from "../texts";
import { Button } from "../ui/parts";

export function CopyButton({ text, label }: { text: string; label: string }) {
  const [told, setTold] = useState<"copied" | "not" | null>(null);
  const words = t().desk.copying;
  return (
    <span class="row">
      <Button
        kind="quiet"
        onClick={() =>
          navigator.clipboard.writeText(text).then(
            () => setTold("copied"),
            () => setTold("not"),
          )
        }
      >
        {label}
      </Button>
      <span role="status">
        {told === "copied" && words.copied}
        {told === "not" && words.failed}
      </span>
    </span>
  );
}
