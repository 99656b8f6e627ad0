import { useState } from "preact/hooks";
import type { Consents } from "../../../api/schema";
import { t } from "../../../texts";
import { Button, Title } from "../../../ui/parts";
import { itemsOf } from "../../consents";
import { useSteps } from "../../steps";
import { Cards, kindsOf, kindTitle } from "./cards";
import { ItemPage } from "./item-page";
import { Summary } from "./summary";

interface Props {
  form: Consents;
  onDone: () => void;
}

export type Answers = Record<string, boolean>;

/* The cards, page by page; then each point; then all answers before they are sent. */
export function Wizard({ form, onDone }: Props) {
  const kinds = kindsOf(form.cards);
  const ids = itemsOf(form).map(([name]) => name);
  const last = 1 + kinds.length + ids.length;
  const [at, setAt] = useState(0);
  const [seen, setSeen] = useState<string[]>([]);
  const [answers, setAnswers] = useState<Answers>({});
  const [correcting, setCorrecting] = useState(false);
  // What was answered is gone with the page: marks of an earlier time lead nowhere.
  const [flow] = useState(() => `consents/${Date.now()}`);
  const steps = useSteps(flow, String(at), (step) => setAt(Number(step)));
  const goOn = (to: number) => {
    steps.forward();
    setAt(to);
  };
  const back = () => steps.back() || setAt(at - 1);

  if (at === 0) return <Before onNext={() => goOn(1)} />;
  const shown = kinds[at - 1];
  if (shown) {
    return (
      <CardsPage
        key={at}
        kind={shown[0]}
        cards={shown[1]}
        counted={t().phone.consents.cardsPage(at, kinds.length)}
        onBack={back}
        onNext={() => {
          setSeen([...new Set([...seen, ...shown[1].map(({ id }) => id)])]);
          goOn(at + 1);
        }}
      />
    );
  }
  const id = ids[at - 1 - kinds.length];
  const item = id === undefined ? undefined : form.items[id];
  if (id !== undefined && item) {
    return (
      <ItemPage
        key={id}
        id={id}
        item={item}
        answer={answers[id] ?? null}
        counted={t().phone.consents.itemPage(at - kinds.length, ids.length)}
        onBack={back}
        onAnswer={(answer) => {
          setAnswers({ ...answers, [id]: answer });
          goOn(correcting ? last : at + 1);
        }}
      />
    );
  }
  return (
    <Summary
      form={form}
      answers={answers}
      cards={seen}
      onCorrect={(wrong) => {
        setCorrecting(true);
        goOn(1 + kinds.length + ids.indexOf(wrong));
      }}
      onDone={onDone}
    />
  );
}

function Before({ onNext }: { onNext: () => void }) {
  const words = t().phone.consents;
  return (
    <>
      <Title>{words.beforeTitle}</Title>
      <ul class="card points">
        {words.before.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <Button wide onClick={onNext}>
        {words.begin}
      </Button>
    </>
  );
}

interface CardsPageProps {
  kind: string;
  cards: Consents["cards"];
  counted: string;
  onBack: () => void;
  onNext: () => void;
}

function CardsPage({ kind, cards, counted, onBack, onNext }: CardsPageProps) {
  return (
    <>
      <p class="soft">{counted}</p>
      <Title>{kindTitle(kind)}</Title>
      <Cards cards={cards} />
      <div class="stack">
        <Button wide onClick={onNext}>
          {t().phone.consents.read}
        </Button>
        <Button wide kind="quiet" onClick={onBack}>
          {t().common.back}
        </Button>
      </div>
    </>
  );
}
