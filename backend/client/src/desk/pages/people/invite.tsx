import { useState } from "preact/hooks";
import type { Invited } from "../../../api/schema";
import { api, ask } from "../../../api/server";
import { t } from "../../../texts";
import { ChoiceField } from "../../../ui/fields";
import { Button, Problem, useAttempt } from "../../../ui/parts";
import { InvitationShown } from "./handed-out";
import { Heading } from "./heading";

export type Invitee = "patient" | "specialist";

/* A new invitation, shown once; nothing of it is kept here. */
export function Invite({ roles }: { roles: Invitee[] }) {
  const words = t().desk.people;
  const [role, setRole] = useState<Invitee>(roles[0] ?? "patient");
  const [made, setMade] = useState<Invited | null>(null);
  const [error, attempt] = useAttempt();
  const [isBack, setBack] = useState(false);
  const done = () => {
    setMade(null);
    setBack(true);
  };
  const make = () =>
    attempt(async () => setMade(await ask(api.POST("/api/v1/invitations", { body: { role } }))));
  if (made) {
    return <InvitationShown role={role} invited={made} onDone={done} />;
  }
  return (
    <section class="card" aria-labelledby="invite">
      <Heading id="invite" isNew={isBack}>
        {words.inviteTitle}
      </Heading>
      <p>{words.inviteLead}</p>
      <Problem error={error} />
      {roles.length > 1 && (
        <ChoiceField
          label={words.whom}
          value={role}
          options={roles.map((each) => ({ value: each, label: words.roles[each] }))}
          onChange={setRole}
        />
      )}
      <Button onClick={make}>{words.make[role]}</Button>
    </section>
  );
}
