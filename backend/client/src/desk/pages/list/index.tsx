/* The patient list: who needs a call, at one glance. */

import { useEffect, useRef, useState } from "preact/hooks";
import { dateFormat } from "../../../formats";
import { me } from "../../../session";
import { counted, language, t } from "../../../texts";
import { Awaited, Button, Title } from "../../../ui/parts";
import {
  atLeast,
  beginning,
  CALL_FIRST,
  callFirst,
  isCallFirst,
  type Sort,
  type Wanted,
} from "../../caseload";
import { isKey } from "../../keys";
import type { Params } from "../../pages";
import { looks, useWatched } from "../../watch";
import { PatientTable } from "./table";
import "./list.css";

const TYPING_MS = 200;

/* What was last wanted, so that the way back from a patient leads to the same list. */
let before: { by: string; wanted: Wanted; least: number } | null = null;

export function ListPage(_: Params) {
  const words = t().desk.list;
  const begun = before?.by === me().id ? before : { wanted: CALL_FIRST, least: 0 };
  const [{ wanted, least }, want] = useState(begun);
  const load = async () => ({ ...(await atLeast(wanted, least)), at: new Date() });
  const again = async () => {
    const told = isCallFirst(wanted) ? callFirst.value : null;
    return told ? { ...beginning(told, least), at: new Date() } : await load();
  };
  const loaded = useWatched(load, JSON.stringify({ wanted, least }), looks.value, again);
  before = { by: me().id, wanted, least };

  const only = (changed: Partial<Wanted>) => want({ wanted: { ...wanted, ...changed }, least: 0 });
  const sort = (by: Sort | null) => only({ sort: by, order: nextOrder(wanted, by) });
  return (
    <>
      <div class="list-head">
        <Title>{words.title}</Title>
        <Search name={wanted.name} onName={(name) => only({ name })} />
        <div class="row">
          <Button kind="quiet" pressed={wanted.sort === null} onClick={() => sort(null)}>
            {words.callFirst}
          </Button>
          <Button kind="quiet" onClick={loaded.reload}>
            {words.refresh}
          </Button>
        </div>
      </div>
      <Awaited of={loaded}>
        {({ items: rows, more, at }) => (
          <>
            <div class="list-count soft">
              <p>
                <span role="status">
                  {rows.length > 0 && `${counted(rows.length, more ? words.first : words.found)}. `}
                </span>
                {words.asOf(clock(at))}
              </p>
              <p id="list-keys">{words.searchHint}</p>
            </div>
            {rows.length === 0 && <p>{wanted.name ? words.noneFound : words.nobody}</p>}
            {rows.length > 0 && <PatientTable rows={rows} wanted={wanted} onSort={sort} />}
            {more && (
              <Button kind="quiet" onClick={() => want({ wanted, least: rows.length + 1 })}>
                {words.more}
              </Button>
            )}
          </>
        )}
      </Awaited>
    </>
  );
}

/* A second press turns the order round; names begin with A, figures with what is worst. */
function nextOrder(wanted: Wanted, by: Sort | null): Wanted["order"] {
  if (by && wanted.sort === by) return wanted.order === "asc" ? "desc" : "asc";
  return by === "pain_mean_7d" || by === "pain_change_7d" || by === "marks" ? "desc" : "asc";
}

function clock(at: Date): string {
  return dateFormat(language(), { hour: "2-digit", minute: "2-digit" }).format(at);
}

/* Searches while one types; / comes here from anywhere on the page. */
function Search({ name, onName }: { name: string; onName: (name: string) => void }) {
  const words = t().desk.list;
  const [typed, setTyped] = useState(name);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (typed === name) return;
    const waiting = setTimeout(() => onName(typed), TYPING_MS);
    return () => clearTimeout(waiting);
  }, [typed, name]);
  useEffect(() => {
    const toField = (event: KeyboardEvent) => {
      if (!isKey(event, "/")) return;
      event.preventDefault();
      field.current?.focus();
    };
    addEventListener("keydown", toField);
    return () => removeEventListener("keydown", toField);
  }, []);
  return (
    <div class="field list-search">
      <label for="list-search">{words.search}</label>
      <input
        id="list-search"
        ref={field}
        type="search"
        autocomplete="off"
        aria-describedby="list-keys"
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
    </div>
  );
}
