import { useState } from "preact/hooks";
import { api, ask } from "../../../api/server";
import { t } from "../../../texts";
import { Summary, useForm } from "../../../ui/form";
import { Banner, Button } from "../../../ui/parts";
import { RecoveryCodes } from "../../codes";
import { useFresh } from "./fresh";

/* New recovery codes; the old ones end when the new ones are made. */
export function Recovery() {
  const words = t().desk.account;
  const [codes, setCodes] = useState<string[] | null>(null);
  const { sensitive, dialog } = useFresh();
  const form = useForm({});
  const renew = () =>
    form.submit(async () => {
      const made = await sensitive(() => ask(api.POST("/api/v1/account/recovery-codes")));
      setCodes(made.recovery_codes);
    });
  return (
    <section class="card" aria-labelledby="recovery">
      <h2 id="recovery">{words.recoveryTitle}</h2>
      <p>{t().desk.invitation.codesLead}</p>
      <Summary of={form} />
      <div role="status">{codes && <Banner kind="warn">{words.recoveryMade}</Banner>}</div>
      {codes && <RecoveryCodes codes={codes} />}
      {codes ? (
        <Button onClick={() => setCodes(null)}>{t().desk.invitation.codesKept}</Button>
      ) : (
        <>
          <p class="soft">{words.recoveryHint}</p>
          <Button kind="quiet" onClick={renew}>
            {words.recoveryNew}
          </Button>
        </>
      )}
      {dialog}
    </section>
  );
}
