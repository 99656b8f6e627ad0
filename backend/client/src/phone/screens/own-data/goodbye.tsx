/* The end of an account: what it means, a typed word, the password, and goodbye. */
import { useState } from "preact/hooks";
import { Refused } from "../../../api/server";
import { phase } from "../../../session";
import { t } from "../../../texts";
import { TextField } from "../../../ui/fields";
import { Button, fieldError, LinkButton, Title, useAttempt } from "../../../ui/parts";
import { SignIn } from "../../../ui/sign-in";
import { ErrorSummary } from "../../error-summary";
import type { Params } from "../../screens";
import { erase } from "./own-data";
import "./own-data.css";

const FIELDS = [
  { name: "word", id: "erase-word" },
  { name: "password", id: "erase-password" },
];

/* Open without a sign-in, because after it there is none. */
export function GoodbyeScreen(_: Params) {
  const [gone, setGone] = useState(false);
  if (gone) return <Goodbye />;
  return phase.value === "signed_in" ? <Erase onGone={() => setGone(true)} /> : <SignIn />;
}

function Erase({ onGone }: { onGone: () => void }) {
  const words = t().phone.ownData;
  const [word, setWord] = useState("");
  const [password, setPassword] = useState("");
  const [error, attempt, busy] = useAttempt();

  async function end(): Promise<void> {
    if (word.trim().toLowerCase() !== words.word.toLowerCase()) {
      const fields = { word: [words.typeWrong(words.word)] };
      throw new Refused(422, { code: "invalid", fields });
    }
    await erase(password);
    onGone();
  }
  return (
    <form
      class="card"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void attempt(end);
      }}
    >
      <Title>{words.deleteTitle}</Title>
      <p>{words.deleteLead}</p>
      <ul class="means">
        {words.means.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <h2 class="sure">{words.sureTitle}</h2>
      <ErrorSummary error={error} fields={FIELDS} />
      <TextField
        id="erase-word"
        label={words.type(words.word)}
        error={fieldError(error, "word")}
        value={word}
        onInput={setWord}
      />
      <TextField
        id="erase-password"
        type="password"
        autocomplete="current-password"
        label={words.password}
        hint={words.passwordHint}
        error={fieldError(error, "password")}
        value={password}
        onInput={setPassword}
      />
      <div class="stack">
        <LinkButton to="/own-data" wide>
          {words.keep}
        </LinkButton>
        <Button type="submit" kind="danger" wide disabled={busy}>
          {words.deleteNow}
        </Button>
      </div>
    </form>
  );
}

function Goodbye() {
  const words = t().phone.ownData;
  return (
    <section class="card">
      <Title>{words.goodbyeTitle}</Title>
      <p>{words.goodbye}</p>
      <p>{words.goodbyeClose}</p>
    </section>
  );
}
