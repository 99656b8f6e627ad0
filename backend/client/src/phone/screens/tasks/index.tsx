/* The thinking tasks: what they are for, pain now, the tasks, saved. */
import { useState } from "preact/hooks";
import { catalogue, scale } from "../../../catalogue/catalogue";
import { go, query } from "../../../router";
import { t } from "../../../texts";
import { NumberScale } from "../../../ui/fields";
import { Awaited, Banner, Button, LinkButton, Problem, Title, useLoaded } from "../../../ui/parts";
import { useKnown } from "../../own/known";
import { askForSessions } from "../../own/sessions";
import { EntryStanding } from "../../own/standing";
import type { Params } from "../../screens";
import { useSteps } from "../../steps";
import { begun, draft, isAnythingDone, isSoonAfter, known, ORDER, type Run, save } from "./battery";
import { Running } from "./running";
import { refreshRate } from "./timing";
import "./tasks.css";

type View =
  | { name: "intro" | "pain" }
  | { name: "running"; run: Run }
  | { name: "end"; run: Run; entry: string | null };

export function TasksScreen(_: Params) {
  const [occurrence] = useState(() => query().get("occurrence"));
  const [view, setView] = useState<View>({ name: "intro" });
  const [error, setError] = useState<unknown>(null);
  const loaded = useLoaded(async () => ({ broken: await draft() }), view.name);
  const steps = useSteps("tasks", view.name, () => {
    // Back leads to the beginning, from where what is done goes on; and from the end away.
    if (view.name === "end") go("/", { replace: true });
    else setView({ name: "intro" });
  });
  const open = (next: View) => {
    steps.forward();
    setView(next);
  };
  const end = async (run: Run) => {
    try {
      const entry = isAnythingDone(run) ? await save(run, occurrence) : null;
      setView({ name: "end", run, entry });
    } catch (failure) {
      setError(failure);
    }
  };
  if (error) return <Problem error={error} />;
  if (view.name === "pain") {
    return (
      <PainNow
        onNext={async (pain) => open({ name: "running", run: begun(pain, await refreshRate()) })}
      />
    );
  }
  if (view.name === "running") return <Running begun={view.run} onEnd={end} />;
  if (view.name === "end") return <End run={view.run} entry={view.entry} />;
  return (
    <Awaited of={loaded}>
      {({ broken }) => (
        <Intro
          broken={broken}
          onStart={() => open({ name: "pain" })}
          onGoOn={async (run) =>
            open({ name: "running", run: { ...run, refreshRate: await refreshRate() } })
          }
        />
      )}
    </Awaited>
  );
}

interface IntroProps {
  broken: Run | null;
  onStart: () => void;
  onGoOn: (run: Run) => Promise<void>;
}

function Intro({ broken, onStart, onGoOn }: IntroProps) {
  const words = t().phone.tasks;
  const sessions = useKnown("sessions", askForSessions).known;
  const seconds = ORDER.reduce((total, task) => total + known(task).seconds, 0);
  return (
    <div class="card stack">
      <Title>{words.title}</Title>
      {isSoonAfter(sessions?.value.items ?? []) && <Banner kind="warn">{words.soon}</Banner>}
      <p>{words.length(Math.round(seconds / 60))}</p>
      {words.intro.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {broken && (
        <Button wide onClick={() => onGoOn(broken)}>
          {words.goOn}
        </Button>
      )}
      <Button kind={broken ? "quiet" : "plain"} wide onClick={onStart}>
        {broken ? words.startAfresh : words.begin}
      </Button>
      <LinkButton to="/" kind="quiet" wide>
        {words.notNow}
      </LinkButton>
    </div>
  );
}

function PainNow({ onNext }: { onNext: (pain: number | null) => Promise<void> }) {
  const [pain, setPain] = useState<number | null>(null);
  const item = catalogue().diary.items.find(({ id }) => id === "pain_now");
  const { min = 0, max = 10, low, high } = item ? scale(item) : {};
  const words = t().phone.tasks;
  return (
    <div class="card stack">
      <Title>{words.painTitle}</Title>
      <NumberScale
        label={item?.text ?? words.painTitle}
        {...{ min, max, low, high }}
        value={pain}
        onChange={setPain}
      />
      <Button wide disabled={pain === null} onClick={() => onNext(pain)}>
        {t().common.next}
      </Button>
      <Button kind="quiet" wide onClick={() => onNext(null)}>
        {t().common.skip}
      </Button>
    </div>
  );
}

function End({ run, entry }: { run: Run; entry: string | null }) {
  const words = t().phone.tasks;
  return (
    <div class="card stack">
      <Title>{entry ? words.endTitle : words.nothingTitle}</Title>
      {entry ? <EntryStanding entry={entry} /> : <p>{words.nothing}</p>}
      <ul class="task-list">
        {ORDER.map((task) => (
          <li key={task} class="row spread">
            <span>{known(task).name}</span>
            <span class="soft">{run.results[task] ? t().common.done : words.leftOut}</span>
          </li>
        ))}
      </ul>
      <p>{words.endHint}</p>
      <LinkButton to="/" wide>
        {t().common.done}
      </LinkButton>
    </div>
  );
}
