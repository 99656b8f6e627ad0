import { useState } from "preact/hooks";
import type { ListedSignIn } from "../../../api/schema";
import { api, ask } from "../../../api/server";
import { moment } from "../../../days";
import { zone } from "../../../formats";
import { language, t } from "../../../texts";
import { Awaited, Button, Problem, useAttempt, useLoaded } from "../../../ui/parts";
import { browserOf } from "./browser";

/* Where this person is signed in, and the ways to end it. */
export function SignIns() {
  const words = t().desk.account;
  const [error, attempt] = useAttempt();
  const [told, setTold] = useState("");
  const loaded = useLoaded(
    () => ask(api.GET("/api/v1/sessions", { params: { query: { limit: 100 } } })),
    "sign-ins",
  );
  const end = (act: () => Promise<unknown>) => async () => {
    if (!(await attempt(act))) return;
    setTold(words.signInEnded);
    loaded.reload();
  };
  return (
    <section class="card" aria-labelledby="sign-ins">
      <h2 id="sign-ins">{words.signInsTitle}</h2>
      <p>{words.signInsLead}</p>
      <Problem error={error} />
      <Awaited of={loaded}>
        {({ items }) => (
          <>
            <ul class="sign-ins">
              {items.map((each) => (
                <SignInLine
                  key={each.id}
                  each={each}
                  onEnd={end(() =>
                    ask(
                      api.DELETE("/api/v1/sessions/{sign_in_id}", {
                        params: { path: { sign_in_id: each.id } },
                      }),
                    ),
                  )}
                />
              ))}
            </ul>
            {items.length > 1 && (
              <Button kind="quiet" onClick={end(() => ask(api.DELETE("/api/v1/sessions")))}>
                {words.endOthers}
              </Button>
            )}
          </>
        )}
      </Awaited>
      <p role="status">{told}</p>
    </section>
  );
}

function SignInLine({ each, onEnd }: { each: ListedSignIn; onEnd: () => Promise<void> }) {
  const words = t().desk.account;
  return (
    <li class="row spread">
      <span>
        <strong>{each.device ? browserOf(each.device) : words.unknownDevice}</strong>
        <br />
        {words.since(moment(each.created_at, language(), zone()))}
      </span>
      {each.current ? (
        <span class="badge good">{words.here}</span>
      ) : (
        <Button kind="quiet" onClick={onEnd}>
          {words.end}
        </Button>
      )}
    </li>
  );
}
