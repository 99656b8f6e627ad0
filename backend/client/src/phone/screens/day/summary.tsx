/* What will be saved, each line a way back to its step; then saved in one touch. */
import { t } from "../../../texts";
import { Button, Problem, Title, useAttempt } from "../../../ui/parts";
import { Confirm } from "../../diary/confirm";
import { MissingReasons, type Reason, SaveWithReason } from "../../diary/reasons";
import { answerText, effectsText } from "../../diary/said-list";
import { type Draft, saidOf } from "./draft";
import { askedIds, isNote, type Step } from "./steps";

interface SummaryProps {
  draft: Draft;
  usual: Step[];
  more: Step[];
  isKnown: boolean;
  /* Whether anything differs from what is saved. */
  isChanged: boolean;
  onOpen: (step: string) => void;
  onSave: (more?: { reason?: Reason; missing?: string }) => Promise<void>;
  onWithdraw: () => Promise<void>;
  onBack: () => void;
}

export function Summary(props: SummaryProps) {
  const { draft, usual, more, isKnown, isChanged, onOpen, onSave, onWithdraw, onBack } = props;
  const [error, attempt] = useAttempt();
  const words = t().phone.day;
  const isEmpty = isAllSkipped(draft, usual);
  return (
    <>
      <Title>{words.summary}</Title>
      <Problem error={error} />
      {isEmpty && !isKnown && (
        <MissingReasons
          label={words.whyNothing}
          onChoose={(missing) => attempt(() => onSave({ missing }))}
        />
      )}
      {isKnown && isChanged && (
        <SaveWithReason onSave={(reason) => attempt(() => onSave({ reason }))} />
      )}
      {!isKnown && (
        <Button wide onClick={() => attempt(() => onSave())}>
          {t().common.save}
        </Button>
      )}
      <p class="soft">{words.summaryHint}</p>
      <SaidRows {...{ draft, usual, more, onOpen }} />
      <div class="stack-small">
        <Button kind="quiet" wide onClick={() => onOpen(more[0]?.id ?? "")}>
          {words.more}
        </Button>
        <Button kind="quiet" wide onClick={onBack}>
          {isKnown ? words.leaveAsIs : t().common.back}
        </Button>
        {isKnown && (
          <Confirm
            ask={words.withdraw}
            question={words.withdrawQuestion}
            yes={words.withdrawYes}
            no={words.withdrawNo}
            onYes={() => attempt(onWithdraw)}
          />
        )}
      </div>
    </>
  );
}

function isAllSkipped(draft: Draft, usual: Step[]): boolean {
  const said = saidOf(draft, askedIds(usual));
  const answered = Object.values(said.answers).some((value) => value !== null);
  return !answered && !Object.keys(said.side_effects).length && !said.note;
}

type RowsProps = Pick<SummaryProps, "draft" | "usual" | "more" | "onOpen">;

function SaidRows({ draft, usual, more, onOpen }: RowsProps) {
  const said = saidOf(draft, []);
  const rows = [
    ...usual.flatMap((step) => rowsOf(step, draft, true)),
    ...more.flatMap((step) => rowsOf(step, draft, false)),
  ];
  const list = usual.find(({ kind }) => kind === "effects");
  return (
    <ul class="said-rows">
      {rows.map(({ id, step, label, answer }) => (
        <li key={id}>
          <SaidButton label={label} answer={answer} onOpen={() => onOpen(step)} />
        </li>
      ))}
      {list &&
        effectsText(said).map((effect) => (
          <li key={effect}>
            <SaidButton label={effect} answer="" onOpen={() => onOpen(list.id)} />
          </li>
        ))}
    </ul>
  );
}

function rowsOf(step: Step, draft: Draft, withSkipped: boolean) {
  return step.items
    .map((item) => ({
      id: item.id,
      step: step.id,
      label: isNote(item) ? t().phone.day.note : item.text,
      answer: isNote(item)
        ? draft.note.trim() || t().common.skipped
        : answerText(item, draft.answers[item.id]),
      isSkipped: isNote(item) ? !draft.note.trim() : (draft.answers[item.id] ?? null) === null,
    }))
    .filter(({ isSkipped }) => withSkipped || !isSkipped);
}

interface SaidButtonProps {
  label: string;
  answer: string;
  onOpen: () => void;
}

function SaidButton({ label, answer, onOpen }: SaidButtonProps) {
  return (
    <button type="button" class="said-row" onClick={onOpen}>
      <span>{label}</span>
      <strong>{answer}</strong>
      <span class="visually-hidden">{t().phone.day.change}</span>
    </button>
  );
}
