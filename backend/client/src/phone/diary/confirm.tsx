/* A step that can't be undone by itself: asked once more, in place, with the focus on the question. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../texts";
import { Button } from "../../ui/parts";

interface ConfirmProps {
  /* What the first button says. */
  ask: string;
  question: string;
  yes: string;
  no?: string;
  onYes: () => unknown;
  children?: ComponentChildren;
}

export function Confirm({ ask, question, yes, no, onYes, children }: ConfirmProps) {
  const [open, setOpen] = useState(false);
  const heading = useRef<HTMLParagraphElement>(null);
  const closed = useRef<HTMLDivElement>(null);
  const wasOpen = useRef(false);
  useEffect(() => {
    if (open) heading.current?.focus();
    else if (wasOpen.current) closed.current?.querySelector("button")?.focus();
    wasOpen.current = open;
  }, [open]);
  if (!open) {
    return (
      <div ref={closed}>
        <Button kind="quiet" wide onClick={() => setOpen(true)}>
          {ask}
        </Button>
      </div>
    );
  }
  return (
    <div class="banner warn stack-small">
      <p ref={heading} tabIndex={-1}>
        <strong>{question}</strong>
      </p>
      {children}
      <Button kind="danger" wide onClick={onYes}>
        {yes}
      </Button>
      <Button kind="quiet" wide onClick={() => setOpen(false)}>
        {no ?? t().common.cancel}
      </Button>
    </div>
  );
}
