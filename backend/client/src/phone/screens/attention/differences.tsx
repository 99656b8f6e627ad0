/* In what two versions of a day differ, as one of them says it. */
import { catalogue } from "../../../catalogue/catalogue";
import type { Said } from "../../../kept/diary";
import { t } from "../../../texts";
import { missingText } from "../../diary/reasons";
import { answerText, effectsText, SaidRow } from "../../diary/said-list";

export function Differences({ said, than }: { said: Said; than: Said[] }) {
  const words = t().phone.day;
  const isOther = (of: (version: Said) => unknown) =>
    than.some((version) => JSON.stringify(of(version)) !== JSON.stringify(of(said)));
  const items = catalogue().diary.items.filter(({ id }) =>
    isOther((version) => version.answers[id] ?? null),
  );
  const effects = effectsText(said).join("; ");
  return (
    <dl class="said">
      {isOther((version) => version.missing_reason ?? null) && (
        <SaidRow label={words.notAnswered}>
          {missingText(said.missing_reason) || t().common.none}
        </SaidRow>
      )}
      {items.map((item) => (
        <SaidRow key={item.id} label={item.text}>
          {answerText(item, said.answers[item.id])}
        </SaidRow>
      ))}
      {isOther(effectsText) && (
        <SaidRow label={words.effects}>{effects || t().common.none}</SaidRow>
      )}
      {isOther((version) => version.note || null) && (
        <SaidRow label={words.note}>{said.note || t().common.none}</SaidRow>
      )}
    </dl>
  );
}
