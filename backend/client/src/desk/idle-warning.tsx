/* Says a minute before that the desk will lock, and how to go on. */
import { useEffect, useRef } from "preact/hooks";
import { t } from "../texts";
import { Button } from "../ui/parts";
import { use, warned, watchIdle } from "./idle";

export function IdleWarning() {
  const dialog = useRef<HTMLDialogElement>(null);
  const words = t().desk.idle;
  const isWarned = warned.value;
  useEffect(watchIdle, []);
  useEffect(() => {
    if (isWarned) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isWarned]);
  return (
    <dialog
      ref={dialog}
      class="card"
      role="alertdialog"
      aria-labelledby="idle-title"
      aria-describedby="idle-text"
      onCancel={use}
    >
      <h2 id="idle-title">{words.title}</h2>
      <p id="idle-text">{words.text}</p>
      <Button onClick={use}>{words.stay}</Button>
    </dialog>
  );
}
