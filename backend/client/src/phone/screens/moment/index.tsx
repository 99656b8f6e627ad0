/* How it is right now: one gesture for the pain, the rest only for who wants. */
import { useMemo, useState } from "preact/hooks";
import { diaryDay, moment as spoken } from "../../../days";
import { zone } from "../../../formats";
import * as diary from "../../../kept/diary";
import * as queue from "../../../kept/queue";
import * as store from "../../../kept/store";
import { go } from "../../../router";
import { me } from "../../../session";
import { wrote } from "../../../sync";
import { language, t } from "../../../texts";
import { Awaited, LinkButton, Title, useAttempt, useLoaded } from "../../../ui/parts";
import type { Reason } from "../../diary/reasons";
import type { Params } from "../../screens";
import { type Feeling, fresh, fromSaid, saidOf } from "./feeling";
import { MomentForm } from "./form";
import { newMomentId } from "./moment-id";

const NEW = "new";

/* Where a moment lies, and what was said of it. */
interface Known {
  id: string;
  at: string;
  day: string;
  said: diary.Said;
}

export function MomentScreen({ params }: Params) {
  const id = params.id ?? NEW;
  const loaded = useLoaded(async () => ({ known: id === NEW ? null : await find(id) }), id);
  return (
    <Awaited of={loaded}>
      {({ known }) => (id === NEW || known ? <Moment known={known} /> : <Gone />)}
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

function Moment({ known }: { known: Known | null }) {
  const begun = useMemo(() => known ?? newMoment(), [known]);
  const [feeling, setFeeling] = useState<Feeling>(known ? fromSaid(known.said) : fresh());
  const [error, attempt] = useAttempt();

  const finish = async (write: () => Promise<void>) => {
    await write();
    await wrote();
    go("/");
  };
  const save = (reason?: Reason) =>
    attempt(() =>
      finish(() => {
        const { id, at, day } = begun;
        return diary.noteMoment(
          me().id,
          { id, at, day },
          saidOf(feeling),
          reason ? { reason } : {},
        );
      }),
    );
  const withdraw = () => attempt(() => finish(() => diary.withdraw(me().id, { id: begun.id })));
  return (
    <MomentForm
      when={spoken(begun.at, language(), zone())}
      feeling={feeling}
      isKnown={known !== null}
      error={error}
      onChange={setFeeling}
      onSave={save}
      onWithdraw={withdraw}
    />
  );
}

function newMoment() {
  const now = new Date();
  return {
    id: newMomentId(now),
    at: now.toISOString(),
    day: diaryDay(now, me().day_starts_at),
  };
}
