import { useState } from "preact/hooks";
import type { Accepted } from "../../../api/schema";
import { api, ask } from "../../../api/server";
import { zone } from "../../../formats";
import { account } from "../../../session";
import { t } from "../../../texts";
import { TextField } from "../../../ui/fields";
import { Summary, useForm } from "../../../ui/form";
import { Banner, Button, Title } from "../../../ui/parts";
import { ZoneField } from "../../zone-field";

export interface Wish {
  email: string;
  password: string;
}

const ID = { email: "new-email", name: "new-name", password: "new-password", zone: "new-zone" };
const SHORTEST = 12;

interface Props {
  code: string;
  onOpened: (accepted: Accepted, wish: Wish) => void;
}

/* Who the new person is. */
export function AccountForm({ code, onOpened }: Props) {
  const words = t().desk.invitation;
  const [email, setEmail] = useState("");
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [timeZone, setTimeZone] = useState(zone());
  const flaw = {
    email: { id: ID.email, text: words.emailWrong },
    name: { id: ID.name, text: words.nameWrong },
    password: { id: ID.password, text: words.passwordWrong },
    time_zone: { id: ID.zone, text: words.zoneWrong },
    invitation: { id: ID.email, text: words.refused },
  };
  const form = useForm({
    check: () => [
      !email.includes("@") && flaw.email,
      !name.trim() && flaw.name,
      password.length < SHORTEST && flaw.password,
    ],
    refused: flaw,
  });

  async function open(): Promise<void> {
    const body = { code, email: email.trim(), name, password, time_zone: timeZone };
    onOpened(await ask(api.POST("/api/v1/invitations/accept", { body })), { email, password });
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void form.submit(open);
      }}
    >
      <Title>{words.title}</Title>
      <p>{words.lead}</p>
      {account.value && <Banner kind="warn">{words.busy(account.value.name)}</Banner>}
      <Summary of={form} />
      <TextField
        id={ID.email}
        type="email"
        autocomplete="username"
        label={words.email}
        hint={words.emailHint}
        error={form.wrong(ID.email)}
        value={email}
        onInput={setEmail}
      />
      <TextField
        id={ID.name}
        autocomplete="name"
        label={words.name}
        hint={words.nameHint}
        error={form.wrong(ID.name)}
        value={name}
        onInput={setName}
      />
      <TextField
        id={ID.password}
        type="password"
        autocomplete="new-password"
        label={words.password}
        hint={words.passwordHint}
        error={form.wrong(ID.password)}
        value={password}
        onInput={setPassword}
      />
      <ZoneField label={words.zone} hint={words.zoneHint} value={timeZone} onChange={setTimeZone} />
      <Button type="submit" wide disabled={form.busy}>
        {words.open}
      </Button>
    </form>
  );
}
