/* What keys do at the desk: shown by "?" and by a button. */
import { useEffect, useRef } from "preact/hooks";
import { t } from "../texts";
import { Tick } from "../ui/fields";
import { Button } from "../ui/parts";
import { isKey, keysOn, turnKeys } from "./keys";

const PARTS = ["everywhere", "list", "charts"] as const;

export function Shortcuts() {
  const dialog = useRef<HTMLDialogElement>(null);
  const words = t().desk.keys;
  const show = () => {
    if (!dialog.current?.open) dialog.current?.showModal();
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!isKey(event, "?")) return;
      event.preventDefault();
      show();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  return (
    <>
      <Button kind="quiet" onClick={show}>
        {words.button}
      </Button>
      <dialog ref={dialog} class="card shortcuts" aria-labelledby="shortcuts-title">
        <h2 id="shortcuts-title">{words.title}</h2>
        {PARTS.map((part) => (
          <section key={part}>
            <h3>{words[part].title}</h3>
            <dl>
              {words[part].keys.map(([keys, does]) => (
                <div key={keys}>
                  <dt>
                    <kbd>{keys}</kbd>
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <Tick label={words.on} checked={keysOn.value} onChange={turnKeys} />
        <p class="soft">{words.onHint}</p>
        <Button onClick={() => dialog.current?.close()}>{t().common.close}</Button>
      </dialog>
    </>
  );
}
