import type { ConsentItem, Consents } from "../../../api/schema";
import { dateFormat } from "../../../formats";
import { me } from "../../../session";
import { language, t } from "../../../texts";
import { Banner, Button, LinkButton, Problem, useAttempt } from "../../../ui/parts";
import { isGiven, itemsOf } from "../../consents";
import { focusHeading } from "../../focus";
import { Sure } from "../../sure";
import { TO_SHARE } from "./item-page";
import { decide } from "./summary";

interface Props {
  form: Consents;
  onChange: () => void;
  onAsk: () => void;
}

/* How each point stands, with a way to take it back or agree to it. */
export function Standing({ form, onChange, onAsk }: Props) {
  const words = t().phone.consents;
  const entries = itemsOf(form);
  const closed = entries.some(([, item]) => item.required && !isGiven(item));
  return (
    <>
      {closed ? (
        <Banner kind="warn">
          <p>{words.closed}</p>
          <Button onClick={onAsk}>{words.answerAll}</Button>
        </Banner>
      ) : (
        <p>{words.lead}</p>
      )}
      <ul class="card consent-list">
        {entries.map(([id, item]) => (
          <Line key={id} id={id} item={item} version={form.version} onChange={onChange} />
        ))}
      </ul>
      <LinkButton to="/known" kind="quiet" wide>
        {words.readAgain}
      </LinkButton>
    </>
  );
}

interface LineProps {
  id: string;
  item: ConsentItem;
  version: string;
  onChange: () => void;
}

function Line({ id, item, version, onChange }: LineProps) {
  const words = t().phone.consents;
  const [error, attempt] = useAttempt();
  const given = isGiven(item);

  async function set(wanted: boolean): Promise<boolean> {
    const done = await attempt(() => decide(version, { [id]: wanted }, []));
    if (done) onChange();
    return done;
  }
  return (
    <li>
      <p>{item.text}</p>
      <div class="row spread">
        <div class="soft">
          {item.required && <span class="badge">{words.required}</span>}
          <div>{state(item)}</div>
        </div>
        {!given && (
          <Button
            kind="quiet"
            onClick={async () => {
              if (await set(true)) focusHeading();
            }}
          >
            {words.give}
          </Button>
        )}
        {given && (
          <Sure
            label={words.withdraw}
            yes={words.withdrawSure}
            keep={words.keep}
            onYes={() => set(false)}
          >
            {item.required && <p>{words.withdrawNeeded}</p>}
            {id === TO_SHARE && <p>{words.withdrawShare}</p>}
          </Sure>
        )}
      </div>
      <Problem error={error} />
    </li>
  );
}

function state({ given_at, withdrawn_at }: ConsentItem): string {
  const words = t().phone.consents.states;
  const options = { dateStyle: "medium", timeZone: me().time_zone } as const;
  const on = (at: string) => dateFormat(language(), options).format(new Date(at));
  if (withdrawn_at) return words.withdrawn(on(withdrawn_at));
  return given_at ? words.given(on(given_at)) : words.never;
}
