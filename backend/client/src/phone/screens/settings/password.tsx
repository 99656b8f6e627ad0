import { useState } from "preact/hooks";
import { api, ask } from "../../../api/server";
import { t } from "../../../texts";
import { TextField } from "../../../ui/fields";
import { fieldError } from "../../../ui/parts";
import { confirm } from "../../confirm";
import { told } from "../../error-summary";
import { SaveForm } from "./save-form";

/* Another password; it ends all other sign-ins. */
export function PasswordForm() {
  const words = t().phone.settings;
  const [password, setPassword] = useState("");
  const [next, setNext] = useState("");
  const rule = t().phone.invitation.passwordWrong;
  const wrong = { name: "new_password", id: "set-new-password", text: rule };

  async function save(): Promise<void> {
    await confirm(password);
    const body = { password, new_password: next };
    await ask(api.PUT("/api/v1/account/password", { body }));
    setPassword("");
    setNext("");
  }
  return (
    <SaveForm
      title={words.passwordTitle}
      fields={[{ name: "password", id: "set-password" }, wrong]}
      save={save}
      done={words.passwordDone}
    >
      {(error) => (
        <>
          <TextField
            id="set-password"
            type="password"
            autocomplete="current-password"
            label={words.presentPassword}
            error={fieldError(error, "password")}
            value={password}
            onInput={setPassword}
          />
          <TextField
            id="set-new-password"
            type="password"
            autocomplete="new-password"
            label={words.newPassword}
            hint={t().phone.invitation.passwordHint}
            error={told(error, wrong)}
            value={next}
            onInput={setNext}
          />
        </>
      )}
    </SaveForm>
  );
}
