/* Questions that are asked over the page. */
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { go, keepHere } from "../../router";
import { t } from "../../texts";
import { TextField } from "../../ui/fields";
import { Button, Problem, useAttempt } from "../../ui/parts";
import { forgetTyped, isTyped, typed } from "../typed";
import { forgetDraft, isUnsaved } from "./drafts";

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
}

/* Over everything until it is answered; Escape closes it, and the focus goes back by itself. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const place = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const shown = place.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={place}
      class="ask"
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <h2 id={heading}>{title}</h2>
      {children}
    </dialog>
  );
}

/* Where the reason for doing this to a record is kept while it is typed. */
function reasonPlace(record: string, act: string): string {
  return `why-${act}-${record}`;
}

/* What of `acts` is asked about a record; one whose reason was typed is asked again by itself, as
   after a sign-in that ran out. */
export function useAsked<T extends string>(
  record: string,
  acts: readonly T[],
): [T | null, (act: T | null) => void] {
  return useState<T | null>(() => acts.find((act) => isTyped(reasonPlace(record, act))) ?? null);
}

interface ReasonProps {
  /* The record's id, and what is done to it. */
  record: string;
  act: string;
  title: string;
  text: string;
  label?: string;
  action: string;
  danger?: boolean;
  onClose: () => void;
  onDone: (reason: string) => Promise<unknown>;
}

/* Asks for the reason of something that changes a record, then does it. What is typed outlives a
   sign-in that runs out, but not a cancel. */
export function ReasonDialog(props: ReasonProps) {
  const place = reasonPlace(props.record, props.act);
  const [reason, setReason] = useState(() => typed(place).text);
  const [isMissing, setMissing] = useState(false);
  const [error, attempt] = useAttempt();
  const words = t().desk.forms;
  const close = () => {
    forgetTyped(place);
    props.onClose();
  };
  const act = async () => {
    await props.onDone(reason.trim());
    forgetTyped(place);
    props.onClose();
  };
  return (
    <Dialog title={props.title} onClose={close}>
      <p>{props.text}</p>
      <Problem error={error} />
      <TextField
        id="field-dialog-reason"
        label={props.label ?? words.reason}
        hint={words.reasonHint}
        error={isMissing && !reason.trim() ? words.missing : undefined}
        value={reason}
        onInput={(text) => {
          typed(place).text = text;
          setReason(text);
        }}
        maxLength={2000}
        multiline
      />
      <div class="row">
        <Button
          kind={props.danger ? "danger" : "plain"}
          onClick={() => {
            setMissing(true);
            if (!reason.trim()) return document.getElementById("field-dialog-reason")?.focus();
            return attempt(act);
          }}
        >
          {props.action}
        </Button>
        <Button kind="quiet" onClick={close}>
          {t().common.cancel}
        </Button>
      </div>
    </Dialog>
  );
}

/* Asks before a form that isn't saved is left. */
export function LeaveGuard({ place }: { place: string }) {
  const [to, setTo] = useState<string | null>(null);
  useEffect(
    () =>
      keepHere((wanted) => {
        if (!isUnsaved(place)) return false;
        setTo(wanted);
        return true;
      }),
    [place],
  );
  if (to === null) return null;
  const words = t().desk.forms;
  return (
    <Dialog title={words.leaveTitle} onClose={() => setTo(null)}>
      <p>{words.leaveText}</p>
      <div class="row">
        <Button onClick={() => setTo(null)}>{words.stay}</Button>
        <Button
          kind="danger"
          onClick={() => {
            forgetDraft(place);
            go(to);
          }}
        >
          {words.leave}
        </Button>
      </div>
    </Dialog>
  );
}
