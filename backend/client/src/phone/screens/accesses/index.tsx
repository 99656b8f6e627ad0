/* Who looked at the patient's data, when, and at what. */
import { useState } from "preact/hooks";
import type { Access, AccessPage } from "../../../api/schema";
import { api, ask } from "../../../api/server";
import { catalogue } from "../../../catalogue/catalogue";
import { moment } from "../../../days";
import { me } from "../../../session";
import { counted, language, t } from "../../../texts";
import { Awaited, Button, Problem, Title, useAttempt, useLoaded } from "../../../ui/parts";
import { own } from "../../own/path";
import { Crumb } from "../../rows";
import type { Params } from "../../screens";
import "./accesses.css";

const PAGE = 50;

export function AccessesScreen(_: Params) {
  const words = t().phone.accesses;
  const loaded = useLoaded(() => page(null), "accesses");
  return (
    <>
      <Crumb to="/more">{t().phone.more.title}</Crumb>
      <Title>{words.title}</Title>
      <p>{words.lead}</p>
      <Awaited of={loaded}>{(first) => <Lines first={first} />}</Awaited>
    </>
  );
}

function Lines({ first }: { first: AccessPage }) {
  const words = t().phone.accesses;
  const [shown, setShown] = useState(first);
  const [error, attempt] = useAttempt();

  async function more(): Promise<void> {
    await attempt(async () => {
      const { items, next } = await page(shown.next);
      setShown({ items: [...shown.items, ...items], next });
    });
  }
  if (!shown.items.length) return <p>{words.none}</p>;
  return (
    <>
      <ol class="card accesses">
        {grouped(shown.items).map(([access, times], at) => (
          <Line key={`${access.at}-${at}`} access={access} times={times} />
        ))}
      </ol>
      <Problem error={error} />
      {shown.next && (
        <Button kind="quiet" wide onClick={more}>
          {words.older}
        </Button>
      )}
    </>
  );
}

/* The same again within the same minute is one line. */
function grouped(items: Access[]): [access: Access, times: number][] {
  const groups: [Access, number][] = [];
  for (const access of items) {
    const last = groups.at(-1);
    if (last && likeness(last[0]) === likeness(access)) last[1] += 1;
    else groups.push([access, 1]);
  }
  return groups;
}

function likeness({ at, ...rest }: Access): string {
  return JSON.stringify([new Date(at).toISOString().slice(0, "0000-00-00T00:00".length), rest]);
}

function Line({ access, times }: { access: Access; times: number }) {
  const words = t().phone.accesses;
  return (
    <li>
      <strong>{who(access)}</strong>
      <span>{words.actions[access.action] ?? words.otherAction}</span>
      {about(access) && <span class="soft">{about(access)}</span>}
      {access.denied && <span class="refused">{words.denied}</span>}
      <time class="soft" dateTime={access.at}>
        {moment(access.at, language(), me().time_zone)}
        {times > 1 && `, ${counted(times, words.times)}`}
      </time>
    </li>
  );
}

function who({ who: { id, name, clinic } }: Access): string {
  const words = t().phone.accesses;
  if (id === me().id) return words.you;
  if (!name) return words.somebody;
  return clinic ? words.team(name, clinic) : name;
}

/* What it was about: the point agreed to, or the parts that were shared. */
function about({ details }: Access): string | undefined {
  const parts = t().phone.sharing.categories as Record<string, string>;
  const { item, categories } = (details ?? {}) as { item?: string; categories?: string[] };
  if (categories) return categories.map((each) => parts[each] ?? each).join(", ");
  return catalogue().consent.items.find(({ id }) => id === item)?.text;
}

function page(cursor: string | null): Promise<AccessPage> {
  const query = { limit: PAGE, ...(cursor ? { cursor } : {}) };
  const params = { ...own().params, query };
  return ask(api.GET("/api/v1/patients/{patient_id}/accesses", { params }));
}
