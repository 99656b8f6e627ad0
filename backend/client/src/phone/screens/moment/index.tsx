/* How it is right now: one gesture for the pain, the rest only for who wants. */
import { useState } from "preact/hooks";
import { moment as spoken } from "../../../days";
import { zone } from "../../../formats";
import * as diary from "../../../kept/diary";
import * as queue from "../../../kept/queue";
import { MOMENT } from "../../../kept/received";
import * as store from "../../../kept/store";
import { go } from "../../../router";
import { me } from "../../../session";
import { wrote } from "../../../sync";
import { language, t } from "../../../texts";
import { Awaited, LinkButton, Title, useAttempt, useLoaded } from "../../../ui/parts";
import type { Reason } from "../../diary/reasons";
import { warnOfSigns } from "../../diary/warning-signs";
import { Resumed } from "../../resumed";
import type { Params } from "../../screens";
import { type Begun, draftName, keepMoment, keptMoment, NEW, newMoment } from "./draft";
import { type Feeling, fresh, fromSaid, saidOf } from "./feeling";
import { MomentForm } from "./form";

/* Where a moment lies, and what was said of it. */
interface Known {
  id: string;
  at: string;
  day: string;
  said: diary.Said;
}

export function MomentScreen({ params }: Params) {
  const id = params.id ?? NEW;
  const loaded = useLoaded(async () => {
    const [known, draft] = await Promise.all([id === NEW ? null : find(id), keptMoment(id)]);
    return { known, draft };
  }, id);
  return (
    <Awaited of={loaded}>
      {(found) => (id === NEW || found.known ? <Moment name={id} {...found} /> : <Gone />)}
    </Awaited>
  );
}

async function find(id: string): Promise<Known | null> {
  const name = `moment/${id}`;
  const [entry, waiting] = await Promise.all([
    store.read<diary.Entry>(me().id, name),
    queue.all(me().id),
  ]);
  const write = waiting.findLast((item) => item.entry === name && item.write?.day)?.write;
  const day = (write?.day as string | undefined) ?? entry?.day;
  if (!day) return null;
  const shown = (await diary.moments(me().id, day)).find((one) => one.id === id);
  const at = (write?.at as string | undefined) ?? entry?.at;
  return shown?.said && at ? { id, at, day, said: shown.said } : null;
}

function Gone() {
  return (
    <>
      <Title>{t().phone.moment.title}</Title>
      <p>{t().phone.moment.gone}</p>
      <LinkButton to="/">{t().phone.today.title}</LinkButton>
    </>
  );
}

interface MomentProps {
  name: string;
  known: Known | null;
  draft: Begun | null;
}

function Moment({ name, known, draft }: MomentProps) {
  const anew = (): Begun =>
    known ? { ...known, feeling: fromSaid(known.said) } : { ...newMoment(), feeling: fresh() };
  const [begun, setBegun] = useState(() => draft ?? anew());
  const [resumed, setResumed] = useState(draft !== null);
  const [error, attempt] = useAttempt();
  const { id, at, day, feeling } = begun;

  const change = (next: Feeling) => {
    const changed = { id, at, day, feeling: next };
    setBegun(changed);
    void keepMoment(name, changed);
  };
  const restart = async () => {
    await keepMoment(name, null);
    setResumed(false);
    setBegun(anew());
  };
  const finish = async (write: () => Promise<void>) => {
    await write();
    await wrote();
    go("/");
  };
  const ends = draftName(name);
  const save = (reason?: Reason) =>
    attempt(async () => {
      const said = saidOf(feeling);
      const more = { ends, ...(reason ? { reason } : {}) };
      await finish(() => diary.noteMoment(me().id, { id, at, day }, said, more));
      void warnOfSigns(said.side_effects, MOMENT + id);
    });
  const withdraw = () => attempt(() => finish(() => diary.withdraw(me().id, { id }, ends)));
  return (
    <MomentForm
      key={at}
      when={spoken(at, language(), zone())}
      above={resumed && <Resumed told={t().phone.moment.resumed} onRestart={restart} />}
      feeling={feeling}
      isKnown={known !== null}
      error={error}
      onChange={change}
      onSave={save}
      onWithdraw={withdraw}
      onCancel={async () => {
        await keepMoment(name, null);
        go("/");
      }}
    />
  );
}
