/* A button for what is hard to undo: it asks once more, in its own place. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Banner, Button } from "../ui/parts";
import { focusHeading } from "./focus";

interface Props {
  label: string;
  yes: string;
  keep: string;
  /* What it means, said before the yes. */
  children: ComponentChildren;
  /* Does it; false if it didn't succeed. */
  onYes: () => Promise<boolean>;
}

export function Sure({ label, yes, keep, children, onYes }: Props) {
  const [asking, setAsking] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const touched = useRef(false);
  useEffect(() => {
    // The button that had the focus has just given way to the question, or back.
    if (touched.current) place.current?.focus();
  }, [asking]);
  const ask = (open: boolean) => {
    touched.current = true;
    setAsking(open);
  };
  return (
    <div tabIndex={-1} ref={place}>
      {asking ? (
        <Banner kind="warn">
          {children}
          <div class="row">
            <Button
              kind="danger"
              onClick={async () => {
                if (await onYes()) focusHeading();
                else ask(false);
              }}
            >
              {yes}
            </Button>
            <Button kind="quiet" onClick={() => ask(false)}>
              {keep}
            </Button>
          </div>
        </Banner>
      ) : (
        <Button kind="quiet" onClick={() => ask(true)}>
          {label}
        </Button>
      )}
    </div>
  );
}
