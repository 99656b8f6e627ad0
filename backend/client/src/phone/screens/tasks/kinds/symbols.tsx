/* Symbol match: find the number that belongs to the symbol. */

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { SymbolTrial } from "../../../../api/schema";
import { numberFormat } from "../../../../formats";
import { language, t } from "../../../../texts";
import { below, shuffled } from "../chance";
import { onTap, type Tap, timeOf } from "../timing";
import { Drawn, SYMBOLS } from "./drawings";
import { type TaskProps, useOnset } from "./kind";

const PRACTISED = 5;
const MOST = 390;

export function Symbols({ isPractice, seconds, onTap: seen, onEnd }: TaskProps<SymbolTrial[]>) {
  const key = useMemo(() => shuffled(SYMBOLS), []);
  const [shown, setShown] = useState(() => ({ round: 0, symbol: below(key.length) }));
  const trials = useRef<SymbolTrial[]>([]);
  const onset = useOnset(shown.round);
  const words = t().phone.tasks;

  useEffect(() => {
    if (isPractice) return undefined;
    const timer = setTimeout(() => onEnd(trials.current), seconds * 1_000);
    return () => clearTimeout(timer);
  }, []);

  const answer = (number: number, tap: Tap) => {
    if (tap.at < onset.current) return;
    seen(tap);
    const rt_ms = Math.round(tap.at - onset.current);
    trials.current.push({ correct: number === shown.symbol, rt_ms });
    if (trials.current.length >= (isPractice ? PRACTISED : MOST)) onEnd(trials.current);
    else setShown({ round: shown.round + 1, symbol: another(shown.symbol, key.length) });
  };
  useDigits(key.length, answer);
  const digits = numberFormat(language());
  return (
    <>
      <ol class="symbol-key" aria-label={words.key}>
        {key.map((symbol, at) => (
          <li key={symbol}>
            <Drawn path={symbol} />
            <span>{digits.format(at + 1)}</span>
          </li>
        ))}
      </ol>
      <div class="symbol-shown">
        <Drawn path={key[shown.symbol] ?? ""} />
      </div>
      <div class="number-pad">
        {key.map((symbol, at) => (
          <button key={symbol} type="button" {...onTap((tap) => answer(at, tap))}>
            {digits.format(at + 1)}
          </button>
        ))}
      </div>
    </>
  );
}

function another(before: number, count: number): number {
  return (before + 1 + below(count - 1)) % count;
}

/* The keys 1 to 9 do as well. */
function useDigits(count: number, answer: (number: number, tap: Tap) => void): void {
  const latest = useRef(answer);
  latest.current = answer;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const number = Number(event.key);
      if (event.repeat || !(number >= 1 && number <= count)) return;
      latest.current(number - 1, { at: timeOf(event), hand: "keys" });
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
}
