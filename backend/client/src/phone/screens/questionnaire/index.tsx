/* A questionnaire: one question a screen, a look at the answers, saved. */
import { useEffect, useState } from "preact/hooks";
import { catalogue, type Instrument } from "../../../catalogue/catalogue";
import * as drafts from "../../../kept/drafts";
import { go, query } from "../../../router";
import { me } from "../../../session";
import { language, t } from "../../../texts";
import {
  Awaited,
  Banner,
  Button,
  LinkButton,
  Problem,
  Title,
  useAttempt,
  useLoaded,
} from "../../../ui/parts";
import type { Params } from "../../screens";
import { useSteps } from "../../steps";
import { Finished } from "./finished";
import * as flow from "./flow";
import { Question } from "./item";
import { Review } from "./review";
import { draftName, type Saved, save } from "./save";

const REVIEW = "review";

export function QuestionnaireScreen({ params }: Params) {
  const instrument = flow.instrumentFor(params.instrument ?? "");
  const [occurrence] = useState(() => query().get("occurrence"));
  const [home] = useState(() => backTo(query().get("back_to")));
  const loaded = useLoaded(async () => {
    if (!instrument) return { place: null };
    const name = draftName(instrument.id, occurrence);
    return { place: await drafts.read<flow.Place>(me().id, name) };
  }, params.instrument);
  if (!instrument) return <OnPaper id={params.instrument ?? ""} home={home} />;
  return (
    <Awaited of={loaded}>
      {({ place }) => (
        <Asking
          instrument={instrument}
          occurrence={occurrence}
          home={home}
          begun={place ?? flow.beginning(instrument)}
        />
      )}
    </Awaited>
  );
}

/* Only a place of this app. */
function backTo(wish: string | null): string {
  return wish?.startsWith("/") ? wish : "/";
}

/* A form that may only be used on paper, or one that isn't known. */
function OnPaper({ id, home }: { id: string; home: string }) {
  const words = t().phone.questionnaire;
  const known = catalogue().instruments.find((each) => each.id === id);
  return (
    <div class="card stack">
      <Title>{known ? words.onPaperTitle : t().common.notFound}</Title>
      {known && <p>{words.onPaper(known.name)}</p>}
      <LinkButton to={home} wide>
        {t().common.back}
      </LinkButton>
    </div>
  );
}

interface AskingProps {
  instrument: Instrument;
  occurrence: string | null;
  home: string;
  begun: flow.Place;
}

function Asking({ instrument, occurrence, home, begun }: AskingProps) {
  const [place, setPlace] = useState(begun);
  const [saved, setSaved] = useState<Saved | null>(null);
  const [error, attempt] = useAttempt();
  const words = t().phone.questionnaire;
  const items = flow.asked(instrument, place.answers);
  const item = items.find(({ id }) => id === place.item);

  useEffect(() => {
    const name = draftName(instrument.id, occurrence);
    if (!saved && place !== begun) void drafts.keep(me().id, name, place);
  }, [place]);

  const steps = useSteps(`questionnaire/${instrument.id}`, place.item ?? REVIEW, (step) =>
    setPlace({ ...place, item: step === REVIEW ? null : step, again: false }),
  );
  const finish = (answers: flow.Answers) =>
    attempt(async () => setSaved(await save(instrument, answers, occurrence)));
  const goOn = (value: number | null) => {
    const next = flow.after(instrument, place, value);
    if (next.item === null && items.length === 1) {
      void finish(next.answers);
      return;
    }
    if (!next.again) steps.forward();
    setPlace(next);
  };
  const goBack = () => {
    if (steps.back()) return;
    const previous = flow.before(instrument, place);
    if (previous) setPlace(previous);
    else go(home);
  };
  if (saved) return <Finished {...saved} home={home} />;
  return (
    <div class="questionnaire stack">
      <Button kind="quiet" onClick={goBack}>
        {t().common.back}
      </Button>
      {item ? (
        <>
          <Title>{titleOf(items.indexOf(item) + 1, items.length, place.again)}</Title>
          <InItsLanguage />
          {place.again && <Banner>{words.again}</Banner>}
          <div lang={catalogue().catalogue.language}>
            {instrument.stem && instrument.stem !== item.text && (
              <p class="stem">{instrument.stem}</p>
            )}
            <Question
              key={`${item.id}${place.again}`}
              item={item}
              value={place.answers[item.id] ?? null}
              onNext={goOn}
            />
          </div>
          <Problem error={error} />
        </>
      ) : (
        <Review
          instrument={instrument}
          items={items}
          answers={place.answers}
          onChange={(id) => {
            steps.forward();
            setPlace({ ...place, item: id, again: false });
          }}
          error={error}
          onSave={() => finish(place.answers)}
        />
      )}
    </div>
  );
}

function titleOf(n: number, all: number, isAgain: boolean): string {
  const words = t().phone.questionnaire;
  if (isAgain) return words.onceMore(n, all);
  return all === 1 ? words.only : words.question(n, all);
}

/* Official wordings are never translated by us: said where the app speaks another language. */
function InItsLanguage() {
  const own = catalogue().catalogue.language;
  const spoken = language();
  if (spoken.split("-")[0] === own && !spoken.endsWith("-XA")) return null;
  const name = new Intl.DisplayNames([spoken], { type: "language" }).of(own) ?? own;
  return <p class="soft">{t().phone.questionnaire.inItsLanguage(name)}</p>;
}
