/* Picture places: remember where each picture lay; asked at once, and again after the other tasks. */
import { useMemo, useRef, useState } from "preact/hooks";
import type { PlaceTrial } from "../../../../api/schema";
import { t } from "../../../../texts";
import type { Places as Laid } from "../battery";
import { shuffled } from "../chance";
import { onTap, wait } from "../timing";
import { Drawn, PICTURES } from "./drawings";
import { type TaskProps, useCourse, useOnset } from "./kind";

const COLUMNS = 3;
const CELLS = 12;
const SHOWN_MS = 2_500;
const PRACTISED = 3;

interface LearnProps extends TaskProps<PlaceTrial[]> {
  onLaid: (places: Laid) => void;
}

/* Shows the pictures at their places, one after the other, then asks for them. */
export function Places({ isPractice, onLaid, ...props }: LearnProps) {
  const places = useMemo(() => laid(isPractice ? PRACTISED : PICTURES.length), []);
  const [at, setAt] = useState(0);
  const shown = places[at];
  useCourse(async (stop) => {
    for (let index = 0; index < places.length && !stop.aborted; index += 1) {
      setAt(index);
      await wait(SHOWN_MS);
    }
    if (stop.aborted) return;
    onLaid(places);
    setAt(places.length);
  });
  if (!shown) return <Ask phase="immediate" places={places} {...props} />;
  return (
    <>
      <p role="status">{t().phone.tasks.learn}</p>
      <div class="picture-grid" aria-hidden="true">
        {Array.from({ length: CELLS }, (_, cell) => (
          <div key={cell} class="cell">
            {shown.place === cell && <Drawn path={PICTURES[shown.picture] ?? ""} />}
          </div>
        ))}
      </div>
      <p class="visually-hidden" role="status">
        {t().phone.tasks.lies(shown.picture, shown.place + 1)}
      </p>
    </>
  );
}

interface AskProps extends Pick<TaskProps<PlaceTrial[]>, "onTap" | "onEnd"> {
  phase: "immediate" | "delayed";
  places: Laid;
}

/* Asks for each picture's place, in another order. */
export function Ask({ phase, places, onTap: seen, onEnd }: AskProps) {
  const order = useMemo(() => shuffled(places), []);
  const [at, setAt] = useState(0);
  const trials = useRef<PlaceTrial[]>([]);
  const onset = useOnset(at);
  const words = t().phone.tasks;
  const asked = order[at];
  return (
    <>
      <p role="status">{words.whereWas(asked?.picture ?? 0, at + 1, order.length)}</p>
      <div class="picture-asked" aria-hidden="true">
        <Drawn path={PICTURES[asked?.picture ?? 0] ?? ""} />
      </div>
      <div class="picture-grid">
        {Array.from({ length: CELLS }, (_, cell) => (
          <button
            key={cell}
            type="button"
            class="cell"
            aria-label={words.place(Math.floor(cell / COLUMNS) + 1, (cell % COLUMNS) + 1)}
            {...onTap((tap) => {
              if (!asked || tap.at < onset.current) return;
              seen(tap);
              const rt_ms = Math.round(tap.at - onset.current);
              trials.current.push({ phase, correct: cell === asked.place, rt_ms });
              if (at + 1 < order.length) setAt(at + 1);
              else onEnd(trials.current);
            })}
          />
        ))}
      </div>
    </>
  );
}

function laid(count: number): Laid {
  const cells = shuffled(Array.from({ length: CELLS }, (_, cell) => cell));
  const pictures = shuffled(PICTURES.map((_, picture) => picture)).slice(0, count);
  return pictures.map((picture, at) => ({ picture, place: cells[at] ?? at }));
}
