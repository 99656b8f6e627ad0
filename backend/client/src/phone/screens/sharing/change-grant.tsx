import { useState } from "preact/hooks";
import type { Grant } from "../../../api/schema";
import { Refused } from "../../../api/server";
import { t } from "../../../texts";
import { Awaited, useAttempt, useLoaded } from "../../../ui/parts";
import { ChoiceForm } from "./choice-form";
import { CodeForm } from "./code-form";
import { Refusal } from "./refusal";
import { type Choice, change, codeOf, lookUp } from "./shares";

interface Props {
  grant: Grant;
  onDone: () => void;
}

/* Another choice for somebody who sees something already. */
export function ChangeGrant({ grant, onDone }: Props) {
  const known = useLoaded(async () => ({ code: await codeOf(grant) }), grant.id);
  const [typed, setTyped] = useState<string | null>(null);
  const words = t().phone.sharing;
  const { name, clinic } = grant.specialist;

  async function look(given: string): Promise<void> {
    const holder = await lookUp(given);
    if (holder.name !== name || holder.clinic !== clinic) {
      throw new Refused(422, { code: "invalid", fields: { share_code: [words.codeWrong] } });
    }
    setTyped(given);
  }
  return (
    <Awaited of={known}>
      {({ code }) => {
        const found = typed ?? code;
        if (found) return <Choose grant={grant} code={found} onDone={onDone} />;
        const title = words.changeTitle(name);
        return (
          <CodeForm title={title} lead={words.changeCode(name)} onCode={look} onBack={onDone} />
        );
      }}
    </Awaited>
  );
}

function Choose({ grant, code, onDone }: Props & { code: string }) {
  const words = t().phone.sharing;
  const [error, attempt] = useAttempt();
  const { categories, covers_team, expires_on } = grant;
  const isFlaw = error instanceof Refused && error.status === 422;

  async function save(choice: Choice): Promise<void> {
    if (await attempt(() => change(grant, code, choice))) onDone();
  }
  return (
    <>
      {!isFlaw && <Refusal error={error} />}
      <ChoiceForm
        title={words.changeTitle(grant.specialist.name)}
        choice={{ categories, covers_team, expires_on }}
        button={words.saveChange}
        error={isFlaw ? error : null}
        onChosen={save}
        onBack={onDone}
      />
    </>
  );
}
