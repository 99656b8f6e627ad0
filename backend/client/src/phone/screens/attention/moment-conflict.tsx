/* A moment that was changed in two places: what stands is kept, or changed once more. */
import { moment } from "../../../days";
import { zone } from "../../../formats";
import * as diary from "../../../kept/diary";
import { me } from "../../../session";
import { wrote } from "../../../sync";
import { language, t } from "../../../texts";
import { Button, LinkButton, Problem, useAttempt } from "../../../ui/parts";
import { SaidList } from "../../diary/said-list";
import { momentText } from "../moment/feeling";

const REASON = "other";

export function MomentConflict({ entry }: { entry: diary.Entry }) {
  const [error, attempt] = useAttempt();
  const words = t().phone.attention;
  const { id, at, day, conflicts } = entry;
  if (!id || !at) return null;
  const keep = () =>
    attempt(async () => {
      const more = { reason: REASON, resolves: conflicts };
      await diary.noteMoment(me().id, { id, at, day }, entry, more);
      await wrote();
    });
  return (
    <section class="card stack-small">
      <h2>{words.momentConflict(moment(at, language(), zone()))}</h2>
      <p>{words.momentConflictHint}</p>
      <Problem error={error} />
      <SaidList said={entry} textOf={momentText} />
      <Button wide onClick={keep}>
        {words.keepThis}
      </Button>
      <LinkButton to={`/moment/${id}`} kind="quiet" wide>
        {words.look}
      </LinkButton>
    </section>
  );
}
