import type { Consents } from "../../../api/schema";
import { api, ask } from "../../../api/server";
import { t } from "../../../texts";
import { Banner, Button, Problem, Title, useAttempt } from "../../../ui/parts";
import { itemsOf, keepConsents } from "../../consents";
import { own } from "../../own/path";
import { noteWhetherSeen } from "../../seen-by-clinic";
import type { Answers } from "./wizard";

interface Props {
  form: Consents;
  answers: Answers;
  cards: string[];
  onCorrect: (id: string) => void;
  onDone: () => void;
}

/* All answers, before they are sent. */
export function Summary({ form, answers, cards, onCorrect, onDone }: Props) {
  const words = t().phone.consents;
  const [error, attempt] = useAttempt();
  const entries = itemsOf(form);
  const closed = entries.some(([id, item]) => item.required && !answers[id]);

  async function confirm(): Promise<void> {
    if (await attempt(() => decide(form.version, answers, cards))) onDone();
  }
  return (
    <>
      <Title>{words.summaryTitle}</Title>
      <p>{words.summaryLead}</p>
      {closed && (
        <Banner kind="warn">
          <p>{words.missing}</p>
        </Banner>
      )}
      <ul class="card consent-list">
        {entries.map(([id, item]) => (
          <li key={id}>
            <p>{item.text}</p>
            <div class="row spread">
              <strong>{answers[id] ? words.yes : words.no}</strong>
              <Button kind="quiet" onClick={() => onCorrect(id)}>
                {t().common.change}
              </Button>
            </div>
          </li>
        ))}
      </ul>
      <Problem error={error} />
      <Button wide onClick={confirm}>
        {words.confirm}
      </Button>
    </>
  );
}

/* Sends decisions with the cards that were shown before them, and keeps how it stands then. */
export async function decide(version: string, items: Answers, cards: string[]): Promise<void> {
  const body = { version, items, cards };
  const path = "/api/v1/patients/{patient_id}/consents";
  await keepConsents(await ask(api.PUT(path, { ...own(), body })));
  void noteWhetherSeen();
}
