import { signOut, unsent } from "../../../session";
import { counted, t } from "../../../texts";
import {
  Awaited,
  Button,
  LinkButton,
  Problem,
  Title,
  useAttempt,
  useLoaded,
} from "../../../ui/parts";

/* Somebody's diary is on this phone already: it is said before anything of it goes. */
export function Busy({ name }: { name: string }) {
  const words = t().phone.invitation;
  const [error, attempt] = useAttempt();
  const left = useLoaded(unsent, name);
  return (
    <section class="card">
      <Title>{words.busyTitle}</Title>
      <p>{words.busy(name)}</p>
      <Problem error={error} />
      <Awaited of={left}>
        {(count) => (
          <div class="stack">
            {count > 0 && <p>{counted(count, words.busyUnsent)}</p>}
            {count === 0 && (
              <Button wide onClick={() => attempt(signOut)}>
                {words.busySignOut(name)}
              </Button>
            )}
            <LinkButton to="/" kind="quiet" wide>
              {words.busyBack}
            </LinkButton>
          </div>
        )}
      </Awaited>
    </section>
  );
}
