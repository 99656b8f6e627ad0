import { useState } from "preact/hooks";
import type { SignableText } from "../../../api/schema";
import { api, ask } from "../../../api/server";
import { moment } from "../../../days";
import { zone } from "../../../formats";
import { language, t } from "../../../texts";
import { Tick } from "../../../ui/fields";
import { Awaited, Banner, Button, Problem, useAttempt, useLoaded } from "../../../ui/parts";

/* Texts for patients that are shown in full only once a specialist answers for them. */
export function TextsToSign() {
  const words = t().desk.account;
  const loaded = useLoaded(() => ask(api.GET("/api/v1/clinic/texts")), "texts");
  return (
    <section class="card" aria-labelledby="texts">
      <h2 id="texts">{words.textsTitle}</h2>
      <p>{words.textsLead}</p>
      <Awaited of={loaded}>
        {({ items }) => (
          <>
            {items.length === 0 && <p>{words.textsNone}</p>}
            <ul class="wordings">
              {items.map((text) => (
                <Wording key={text.flag} text={text} onChange={loaded.reload} />
              ))}
            </ul>
          </>
        )}
      </Awaited>
    </section>
  );
}

function Wording({ text, onChange }: { text: SignableText; onChange: () => void }) {
  const words = t().desk.account;
  return (
    <li class="wording">
      {text.signed ? (
        <span class="badge good">
          {words.signed(text.signed.by, moment(text.signed.at, language(), zone()))}
        </span>
      ) : (
        <span class="badge warn">{words.unsigned}</span>
      )}
      <blockquote>{text.text}</blockquote>
      {text.shown_until_signed && (
        <p class="soft">
          {words.shownInstead} {text.shown_until_signed}
        </p>
      )}
      {text.signed ? (
        <TakeBack text={text} onChange={onChange} />
      ) : (
        <Sign text={text} onChange={onChange} />
      )}
    </li>
  );
}

function Sign({ text, onChange }: { text: SignableText; onChange: () => void }) {
  const words = t().desk.account;
  const [read, setRead] = useState(false);
  const [asked, setAsked] = useState(false);
  const [error, attempt] = useAttempt();
  const params = { path: { flag_id: text.flag } };
  const body = { text: text.text };
  const sign = async () => {
    setAsked(true);
    if (!read) return;
    const request = () =>
      ask(api.PUT("/api/v1/clinic/texts/{flag_id}/signature", { params, body }));
    if (await attempt(request)) onChange();
  };
  return (
    <div class="stack">
      <Problem error={error} />
      <Tick label={words.signRead} checked={read} onChange={setRead} />
      {asked && !read && (
        <Banner kind="bad" role="alert">
          {words.signTick}
        </Banner>
      )}
      <Button onClick={sign}>{words.sign}</Button>
    </div>
  );
}

function TakeBack({ text, onChange }: { text: SignableText; onChange: () => void }) {
  const words = t().desk.account;
  const [error, attempt] = useAttempt();
  const params = { path: { flag_id: text.flag } };
  const takeBack = async () => {
    const request = () => ask(api.DELETE("/api/v1/clinic/texts/{flag_id}/signature", { params }));
    if (await attempt(request)) onChange();
  };
  return (
    <>
      <Problem error={error} />
      <Button kind="quiet" onClick={takeBack}>
        {words.takeBack}
      </Button>
    </>
  );
}
