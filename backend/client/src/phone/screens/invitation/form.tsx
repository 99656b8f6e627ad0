import { useState } from "preact/hooks";
import type { Accepted } from "../../../api/schema";
import { api, ask } from "../../../api/server";
import { zone } from "../../../formats";
import { t } from "../../../texts";
import { TextField } from "../../../ui/fields";
import { Button, Title, useAttempt } from "../../../ui/parts";
import { ErrorSummary, told } from "../../error-summary";

export interface Wish {
  email: string;
  password: string;
}

interface Props {
  code: string;
  onOpened: (accepted: Accepted, wish: Wish) => void;
}

/* Who the new person is. */
export function AccountForm({ code, onOpened }: Props) {
  const words = t().phone.invitation;
  const [email, setEmail] = useState("");
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [error, attempt, busy] = useAttempt();
  const wrong = {
    email: { name: "email", id: "new-email", text: words.emailWrong },
    name: { name: "name", id: "new-name", text: words.nameWrong },
    password: { name: "password", id: "new-password", text: words.passwordWrong },
  };

  async function open(): Promise<void> {
    const body = { code, email, name, password, time_zone: zone() };
    const accepted = await ask(api.POST("/api/v1/invitations/accept", { body }));
    onOpened(accepted, { email, password });
  }
  return (
    <form
      class="card"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void attempt(open);
      }}
    >
      <Title>{words.title}</Title>
      <p>{words.lead}</p>
      <ErrorSummary error={error} fields={Object.values(wrong)} />
      <TextField
        id="new-email"
        type="email"
        autocomplete="username"
        label={words.email}
        hint={words.emailHint}
        error={told(error, wrong.email)}
        value={email}
        onInput={setEmail}
      />
      <TextField
        id="new-name"
        autocomplete="name"
        label={words.name}
        hint={words.nameHint}
        error={told(error, wrong.name)}
        value={name}
        onInput={setName}
      />
      <TextField
        id="new-password"
        type="password"
        autocomplete="new-password"
        label={words.password}
        hint={words.passwordHint}
        error={told(error, wrong.password)}
        value={password}
        onInput={setPassword}
      />
      <p class="soft">{words.zone(zone().replaceAll("_", " "))}</p>
      <Button type="submit" wide disabled={busy}>
        {words.open}
      </Button>
    </form>
  );
}
