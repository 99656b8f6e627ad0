import type { ListedSignIn } from "../../../api/schema";
import { api, ask } from "../../../api/server";
import { moment } from "../../../days";
import { me } from "../../../session";
import { language, t } from "../../../texts";
import { Awaited, Button, Problem, Title, useAttempt, useLoaded } from "../../../ui/parts";
import { focusHeading } from "../../focus";
import { deviceName } from "../reminders/words";
import "./settings.css";

/* How a second phone comes in, and where one is signed in. */
export function Devices() {
  const words = t().phone.settings;
  const loaded = useLoaded(signIns, "sign-ins");
  return (
    <>
      <Title>{words.deviceTitle}</Title>
      <section class="card">
        <h2>{words.secondTitle}</h2>
        <p>{words.second}</p>
      </section>
      <section class="card">
        <h2>{words.signedInTitle}</h2>
        <Awaited of={loaded}>{(items) => <List items={items} onDone={loaded.reload} />}</Awaited>
      </section>
    </>
  );
}

function List({ items, onDone }: { items: ListedSignIn[]; onDone: () => void }) {
  const words = t().phone.settings;
  const [error, attempt] = useAttempt();
  const others = items.filter(({ current }) => !current);

  async function end(act: () => Promise<unknown>): Promise<void> {
    if (!(await attempt(act))) return;
    onDone();
    focusHeading();
  }
  return (
    <>
      <Problem error={error} />
      <ul class="sign-ins">
        {items.map((each) => (
          <li key={each.id}>
            <div>
              <strong>{each.current ? words.current : deviceName(each.device)}</strong>
              <span class="soft">
                {words.since(moment(each.created_at, language(), me().time_zone))}
              </span>
            </div>
            {!each.current && (
              <Button kind="quiet" onClick={() => end(() => endOne(each.id))}>
                {words.end}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {others.length === 0 && <p class="soft">{words.onlyHere}</p>}
      {others.length > 0 && (
        <Button wide onClick={() => end(() => ask(api.DELETE("/api/v1/sessions")))}>
          {words.endOthers}
        </Button>
      )}
    </>
  );
}

async function signIns(): Promise<ListedSignIn[]> {
  const params = { query: { limit: 200 } };
  const { items } = await ask(api.GET("/api/v1/sessions", { params }));
  return [...items].sort((one, other) => Number(other.current) - Number(one.current));
}

function endOne(id: string): Promise<unknown> {
  const params = { path: { sign_in_id: id } };
  return ask(api.DELETE("/api/v1/sessions/{sign_in_id}", { params }));
}
