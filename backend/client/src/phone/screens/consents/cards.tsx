import type { Card } from "../../../api/schema";
import { t } from "../../../texts";

/* The cards of one kind, in the order of the form. */
export function kindsOf(cards: Card[]): [kind: string, cards: Card[]][] {
  const kinds = [...new Set(cards.map(({ kind }) => kind))];
  return kinds.map((kind) => [kind, cards.filter((card) => card.kind === kind)]);
}

export function kindTitle(kind: string): string {
  const words = t().phone.consents;
  return words.kinds[kind] ?? words.otherKind;
}

export function Cards({ cards }: { cards: Card[] }) {
  return (
    <ul class="evidence">
      {cards.map(({ id, kind, text }) => (
        <li key={id} class={`evidence-${kind}`}>
          {text}
        </li>
      ))}
    </ul>
  );
}
