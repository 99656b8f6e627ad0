/* What the clinic has to say at once, over whatever is on the screen, until it is closed. */
import { useEffect, useRef } from "preact/hooks";
import { NOT_SAFE, type Notice } from "../kept/notices";
import { path } from "../router";
import { closeNotice, notices } from "../sync";
import { t } from "../texts";
import { Button } from "../ui/parts";
import { Contacts } from "./contacts";
import "./notices.css";

const URGENCY = ["critical", "urgent", "high", "medium", "info"];
const CRITICAL = "critical";

export function NoticesDialog() {
  const open = [...new Map(notices.value.map((notice) => [notice.id, notice])).values()]
    .filter(({ id }) => !(id === NOT_SAFE && path.value === "/safe"))
    .sort((one, other) => urgency(one) - urgency(other));
  const [notice] = open;
  return notice ? <NoticeDialog key={notice.id} notice={notice} count={open.length} /> : null;
}

function urgency({ severity }: Notice): number {
  const at = URGENCY.indexOf(severity);
  return at < 0 ? URGENCY.length : at;
}

/* What is said for want of words of the clinic. */
function without({ id }: Notice): string {
  return id === NOT_SAFE ? t().phone.safe.told.unseen : t().phone.notices.noText;
}

function NoticeDialog({ notice, count }: { notice: Notice; count: number }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    heading.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  const words = t().phone.notices;
  const isCritical = notice.severity === CRITICAL;
  const contacts = notice.crisis_contacts.length > 0 && (
    <section aria-labelledby="notice-contacts">
      <h3 id="notice-contacts">{words.contacts}</h3>
      <Contacts contacts={notice.crisis_contacts} />
    </section>
  );
  return (
    <dialog
      ref={dialog}
      class="notice card"
      aria-labelledby="notice-title"
      aria-describedby={notice.text ? "notice-text" : undefined}
      onClose={() => void closeNotice(notice.id)}
    >
      <h2 id="notice-title" tabIndex={-1} ref={heading}>
        {words.title}
      </h2>
      {isCritical && contacts}
      <p id="notice-text">{notice.text ?? without(notice)}</p>
      {!isCritical && contacts}
      {count > 1 && <p class="soft">{words.more(count - 1)}</p>}
      <Button wide onClick={() => dialog.current?.close()}>
        {count > 1 ? words.next : words.close}
      </Button>
    </dialog>
  );
}
