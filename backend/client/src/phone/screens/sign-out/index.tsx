/* Signing out: what is unsent is said first, and its fate is the person's choice. */
import { useState } from "preact/hooks";
import { go } from "../../../router";
import { signOut, unsent } from "../../../session";
import { version } from "../../../sync";
import { counted, t } from "../../../texts";
import {
  Awaited,
  Banner,
  Button,
  LinkButton,
  Problem,
  Title,
  useAttempt,
  useLoaded,
} from "../../../ui/parts";
import { Confirm } from "../../diary/confirm";

export function SignOutScreen() {
  const loaded = useLoaded(unsent, version.value);
  return (
    <div class="card">
      <Title>{t().phone.signOut.title}</Title>
      <Awaited of={loaded}>{(count) => <Choices count={count} />}</Awaited>
    </div>
  );
}

function Choices({ count }: { count: number }) {
  const [error, attempt] = useAttempt();
  const [leaving, setLeaving] = useState(false);
  const words = t().phone.signOut;
  const leave = async (discard: boolean) => {
    setLeaving(true);
    const left = await attempt(async () => {
      await signOut({ discard });
      go("/");
    });
    if (!left) setLeaving(false);
  };
  if (leaving) return <p role="status">{t().common.wait}</p>;
  return (
    <div class="stack-small">
      <Problem error={error} />
      {count > 0 ? (
        <Banner kind="warn">
          <p>
            <strong>{counted(count, words.unsent)}</strong>
          </p>
          <p>{words.unsentHint}</p>
        </Banner>
      ) : (
        <p>{words.plain}</p>
      )}
      <LinkButton to="/" wide>
        {words.stay}
      </LinkButton>
      <Button kind="quiet" wide onClick={() => leave(false)}>
        {count > 0 ? words.keepLocked : t().shell.signOut}
      </Button>
      {count > 0 && (
        <Confirm
          ask={words.discard}
          question={counted(count, words.discardQuestion)}
          yes={words.discardYes}
          no={words.discardNo}
          onYes={() => leave(true)}
        />
      )}
    </div>
  );
}
