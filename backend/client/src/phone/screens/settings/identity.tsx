import { useState } from "preact/hooks";
import type { AccountChange } from "../../../api/schema";
import { api, ask } from "../../../api/server";
import { keep, me } from "../../../session";
import { t } from "../../../texts";
import { TextField } from "../../../ui/fields";
import { fieldError } from "../../../ui/parts";
import { confirm } from "../../confirm";
import { told } from "../../error-summary";
import { SaveForm } from "./save-form";

const PASSWORD = { name: "password", id: "set-password" };

/* Changes the account, and takes over what it is then. */
export async function changeAccount(body: AccountChange): Promise<void> {
  await keep(await ask(api.PATCH("/api/v1/account", { body })));
}

/* What a person is called. */
export function NameForm() {
  const words = t().phone.settings;
  const [name, setName] = useState(me().name);
  const wrong = { name: "name", id: "set-name", text: t().phone.invitation.nameWrong };
  return (
    <SaveForm title={words.nameTitle} fields={[wrong]} save={() => changeAccount({ name })}>
      {(error) => (
        <TextField
          id="set-name"
          autocomplete="name"
          label={words.name}
          hint={words.nameHint}
          error={told(error, wrong)}
          value={name}
          onInput={setName}
        />
      )}
    </SaveForm>
  );
}

/* The address by which a person signs in. */
export function EmailForm() {
  const words = t().phone.settings;
  const [email, setEmail] = useState(me().email);
  const [password, setPassword] = useState("");
  const wrong = { name: "email", id: "set-email", text: t().phone.invitation.emailWrong };

  async function save(): Promise<void> {
    await confirm(password);
    await changeAccount({ email });
    setPassword("");
  }
  return (
    <SaveForm title={words.emailTitle} fields={[wrong, PASSWORD]} save={save}>
      {(error) => (
        <>
          <TextField
            id="set-email"
            type="email"
            autocomplete="username"
            label={words.newEmail}
            hint={words.emailHint}
            error={told(error, wrong)}
            value={email}
            onInput={setEmail}
          />
          <TextField
            id="set-password"
            type="password"
            autocomplete="current-password"
            label={words.yourPassword}
            hint={words.yourPasswordHint}
            error={fieldError(error, "password")}
            value={password}
            onInput={setPassword}
          />
        </>
      )}
    </SaveForm>
  );
}
