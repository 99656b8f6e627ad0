import { useState } from "preact/hooks";
import { api, ask } from "../../../api/server";
import { zone } from "../../../formats";
import { keep, me } from "../../../session";
import { t } from "../../../texts";
import { TextField } from "../../../ui/fields";
import { Summary, useForm } from "../../../ui/form";
import { Button } from "../../../ui/parts";
import { ZoneField } from "../../zone-field";
import { useFresh } from "./fresh";

const ID = { name: "account-name", email: "account-email", zone: "account-zone" };

/* Name, e-mail and time zone, saved together; only what changed is sent. */
export function Identity() {
  const words = t().desk.account;
  const account = me();
  const [name, setName] = useState(account.name);
  const [email, setEmail] = useState(account.email);
  const [timeZone, setTimeZone] = useState(account.time_zone);
  const [saved, setSaved] = useState(false);
  const { sensitive, dialog } = useFresh();
  const flaw = {
    name: { id: ID.name, text: t().desk.invitation.nameWrong },
    email: { id: ID.email, text: t().desk.invitation.emailWrong },
    email_refused: { id: ID.email, text: words.emailRefused },
  };
  const form = useForm({
    check: () => [!name.trim() && flaw.name, !email.includes("@") && flaw.email],
    refused: flaw,
  });

  async function save(): Promise<void> {
    const body = {
      ...(name.trim() !== account.name && { name: name.trim() }),
      ...(email.trim() !== account.email && { email: email.trim() }),
      ...(timeZone !== account.time_zone && { time_zone: timeZone }),
    };
    await keep(await sensitive(() => ask(api.PATCH("/api/v1/account", { body }))));
  }
  return (
    <section class="card" aria-labelledby="identity">
      <h2 id="identity">{words.identityTitle}</h2>
      <form
        noValidate
        onSubmit={async (event) => {
          event.preventDefault();
          setSaved(false);
          setSaved(await form.submit(save));
        }}
      >
        <Summary of={form} />
        <TextField
          id={ID.name}
          autocomplete="name"
          label={t().desk.invitation.name}
          hint={t().desk.invitation.nameHint}
          error={form.wrong(ID.name)}
          value={name}
          onInput={setName}
        />
        <TextField
          id={ID.email}
          type="email"
          autocomplete="username"
          label={t().desk.invitation.email}
          hint={t().desk.invitation.emailHint}
          error={form.wrong(ID.email)}
          value={email}
          onInput={setEmail}
        />
        <ZoneField
          label={t().desk.invitation.zone}
          hint={words.zoneHere(zone().replaceAll("_", " "))}
          value={timeZone}
          onChange={setTimeZone}
        />
        <div class="row">
          <Button type="submit" disabled={form.busy}>
            {t().common.save}
          </Button>
          <span role="status">{saved && words.saved}</span>
        </div>
      </form>
      {dialog}
    </section>
  );
}
