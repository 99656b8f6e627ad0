import { useState } from "preact/hooks";
import { api, ask } from "../../../api/server";
import { me } from "../../../session";
import { t } from "../../../texts";
import { TextField } from "../../../ui/fields";
import { Summary, useForm } from "../../../ui/form";
import { Button } from "../../../ui/parts";
import { useFresh } from "./fresh";

const NOW = "password-now";
const NEXT = "password-next";
const SHORTEST = 12;

export function Password() {
  const words = t().desk.account;
  const [now, setNow] = useState("");
  const [next, setNext] = useState("");
  const [changed, setChanged] = useState(false);
  const { sensitive, dialog } = useFresh();
  const flaw = {
    password: { id: NOW, text: words.passwordWrong },
    new_password: { id: NEXT, text: t().desk.invitation.passwordWrong },
  };
  const form = useForm({
    check: () => [!now && flaw.password, next.length < SHORTEST && flaw.new_password],
    refused: flaw,
  });

  async function change(): Promise<void> {
    const body = { password: now, new_password: next };
    await sensitive(() => ask(api.PUT("/api/v1/account/password", { body })));
    setNow("");
    setNext("");
  }
  return (
    <section class="card" aria-labelledby="password">
      <h2 id="password">{words.passwordTitle}</h2>
      <p>{words.passwordLead}</p>
      <form
        noValidate
        onSubmit={async (event) => {
          event.preventDefault();
          setChanged(false);
          setChanged(await form.submit(change));
        }}
      >
        <input type="hidden" autocomplete="username" value={me().email} />
        <Summary of={form} />
        <TextField
          id={NOW}
          type="password"
          autocomplete="current-password"
          label={words.passwordNow}
          error={form.wrong(NOW)}
          value={now}
          onInput={setNow}
        />
        <TextField
          id={NEXT}
          type="password"
          autocomplete="new-password"
          label={words.passwordNext}
          hint={t().desk.invitation.passwordHint}
          error={form.wrong(NEXT)}
          value={next}
          onInput={setNext}
        />
        <div class="row">
          <Button type="submit" disabled={form.busy}>
            {words.passwordChange}
          </Button>
          <span role="status">{changed && words.passwordChanged}</span>
        </div>
      </form>
      {dialog}
    </section>
  );
}
