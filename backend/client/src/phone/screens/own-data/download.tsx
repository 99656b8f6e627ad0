import { useState } from "preact/hooks";
import { t } from "../../../texts";
import { TextField } from "../../../ui/fields";
import { Button, fieldError, useAttempt } from "../../../ui/parts";
import { ErrorSummary } from "../../error-summary";
import { download } from "./own-data";

/* A copy of everything, after the password. */
export function Download() {
  const words = t().phone.ownData;
  const [password, setPassword] = useState("");
  const [done, setDone] = useState(false);
  const [error, attempt, busy] = useAttempt();

  async function save(): Promise<void> {
    setDone(false);
    setDone(await attempt(() => download(password, words.file)));
    setPassword("");
  }
  return (
    <form
      class="card"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <h2>{words.downloadTitle}</h2>
      <p>{words.downloadLead}</p>
      <ErrorSummary error={error} fields={[{ name: "password", id: "download-password" }]} />
      <TextField
        id="download-password"
        type="password"
        autocomplete="current-password"
        label={words.password}
        hint={words.passwordHint}
        error={fieldError(error, "password")}
        value={password}
        onInput={setPassword}
      />
      <Button type="submit" wide disabled={busy}>
        {words.download}
      </Button>
      <p role="status">{done && words.downloaded}</p>
    </form>
  );
}
