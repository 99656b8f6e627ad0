/* Calls for help that were answered: when, by whom, with what. */
import { useState } from "preact/hooks";
import { t } from "../../texts";
import { Button, Problem, useAttempt } from "../../ui/parts";
import { type Call, type Calls, callsOf } from "./calls";
import { Circumstances } from "./open-call";
import { here } from "./times";

export function CallHistory({ patientId, first }: { patientId: string; first: Calls }) {
  const words = t().desk.calls;
  const [more, setMore] = useState<Calls | null>(null);
  const [error, attempt] = useAttempt();
  const all = new Map([...(more?.items ?? []), ...first.items].map((call) => [call.id, call]));
  const next = more ? more.next : first.next;
  const answered = [...all.values()]
    .filter(({ answered_at }) => answered_at !== null)
    .sort((a, b) => (a.received_at < b.received_at ? 1 : -1));
  const load = () =>
    attempt(async () => {
      const page = await callsOf(patientId, next ?? undefined);
      setMore({ items: [...(more?.items ?? []), ...page.items], next: page.next });
    });
  return (
    <section class="card" aria-labelledby="call-history">
      <h2 id="call-history">{words.historyTitle}</h2>
      {answered.length === 0 && <p class="soft">{words.historyNone}</p>}
      <ul class="entries">
        {answered.map((call) => (
          <Answered key={call.id} call={call} />
        ))}
      </ul>
      <Problem error={error} />
      {next && (
        <Button kind="quiet" onClick={load}>
          {words.more}
        </Button>
      )}
    </section>
  );
}

function Answered({ call }: { call: Call }) {
  const words = t().desk.calls;
  return (
    <li>
      <h3>{words.pressedOn(here(call.pressed_at))}</h3>
      <Circumstances call={call} />
      <p>{words.answeredBy(call.answered_by ?? words.somebody, here(call.answered_at ?? ""))}</p>
      <p class="written">{call.what_was_done}</p>
    </li>
  );
}
