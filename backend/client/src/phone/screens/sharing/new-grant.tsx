import { useState } from "preact/hooks";
import type { CodeHolder } from "../../../api/schema";
import { t } from "../../../texts";
import { Button, Title, useAttempt } from "../../../ui/parts";
import { ChoiceForm } from "./choice-form";
import { CodeForm } from "./code-form";
import { Refusal } from "./refusal";
import { type Choice, lookUp, share } from "./shares";
import { Terms } from "./terms";

type Step = "code" | "person" | "choice" | "confirm";

const NOTHING: Choice = { categories: [], covers_team: false, expires_on: null };

/* Code, the person it belongs to, what to share, and once more all of it. */
export function NewGrantSteps({ onDone }: { onDone: () => void }) {
  const words = t().phone.sharing;
  const [step, setStep] = useState<Step>("code");
  const [code, setCode] = useState("");
  const [holder, setHolder] = useState<CodeHolder | null>(null);
  const [choice, setChoice] = useState(NOTHING);

  async function look(given: string): Promise<void> {
    setHolder(await lookUp(given));
    setCode(given);
    setStep("person");
  }
  if (step === "code" || !holder) {
    return <CodeForm title={words.codeTitle} onCode={look} onBack={onDone} />;
  }
  if (step === "person") {
    return (
      <Person holder={holder} onRight={() => setStep("choice")} onWrong={() => setStep("code")} />
    );
  }
  if (step === "choice") {
    return (
      <ChoiceForm
        title={words.chooseTitle(holder.name)}
        choice={choice}
        button={t().common.next}
        onChosen={(chosen) => {
          setChoice(chosen);
          setStep("confirm");
        }}
        onBack={() => setStep("person")}
      />
    );
  }
  return (
    <Confirm
      holder={holder}
      choice={choice}
      onShare={() => share(code, choice)}
      onDone={onDone}
      onBack={() => setStep("choice")}
    />
  );
}

interface PersonProps {
  holder: CodeHolder;
  onRight: () => void;
  onWrong: () => void;
}

function Person({ holder, onRight, onWrong }: PersonProps) {
  const words = t().phone.sharing;
  return (
    <section class="card">
      <Title>{words.foundTitle}</Title>
      <p class="holder">
        <strong>{holder.name}</strong>
        <span>{holder.clinic}</span>
      </p>
      <div class="stack">
        <Button wide onClick={onRight}>
          {words.right}
        </Button>
        <Button wide kind="quiet" onClick={onWrong}>
          {words.wrong}
        </Button>
      </div>
    </section>
  );
}

interface ConfirmProps {
  holder: CodeHolder;
  choice: Choice;
  onShare: () => Promise<unknown>;
  onDone: () => void;
  onBack: () => void;
}

function Confirm({ holder, choice, onShare, onDone, onBack }: ConfirmProps) {
  const words = t().phone.sharing;
  const [error, attempt] = useAttempt();
  return (
    <section class="card">
      <Title>{words.confirmTitle}</Title>
      <p class="holder">
        <strong>{holder.name}</strong>
        <span>{holder.clinic}</span>
      </p>
      <Terms choice={choice} />
      <Refusal error={error} />
      <div class="stack">
        <Button
          wide
          onClick={async () => {
            if (await attempt(onShare)) onDone();
          }}
        >
          {words.confirm}
        </Button>
        <Button wide kind="quiet" onClick={onBack}>
          {t().common.back}
        </Button>
      </div>
    </section>
  );
}
