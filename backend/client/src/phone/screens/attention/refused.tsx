/* One thing that the clinic refused: why, and what can be done. */
import { longDay, moment } from "../../../days";
import { zone } from "../../../formats";
import * as queue from "../../../kept/queue";
import { me } from "../../../session";
import { look, wrote } from "../../../sync";
import { language, t } from "../../../texts";
import { Button, LinkButton, Problem, useAttempt } from "../../../ui/parts";
import { Confirm } from "../../diary/confirm";

export function RefusedEntry({ item }: { item: queue.Queued }) {
  const [error, attempt] = useAttempt();
  const words = t().phone.attention;
  const again = () =>
    attempt(async () => {
      const { refused: _, ...rest } = item;
      await queue.replace(me().id, rest);
      await wrote();
    });
  const throwAway = () =>
    attempt(async () => {
      await queue.remove([item.seq]);
      await look();
    });
  const place = placeOf(item);
  return (
    <section class="card stack-small">
      <h2>{nameOf(item)}</h2>
      {item.queuedAt && (
        <p class="soft">{words.writtenAt(moment(item.queuedAt, language(), zone()))}</p>
      )}
      <p>{reasonOf(item)}</p>
      <Problem error={error} />
      {place && (
        <LinkButton to={place} wide>
          {words.lookAgain}
        </LinkButton>
      )}
      {item.put && (
        <Button wide onClick={again}>
          {words.sendAgain}
        </Button>
      )}
      <Confirm
        ask={words.throwAway}
        question={words.throwAwayQuestion}
        yes={words.throwAwayYes}
        no={words.throwAwayNo}
        onYes={throwAway}
      />
    </section>
  );
}

/* Where it can be looked at and saved again. */
function placeOf({ entry, write }: queue.Queued): string | null {
  if (!write || write.kind === "withdraw") return null;
  return entry.startsWith("day/") || entry.startsWith("moment/") ? `/${entry}` : null;
}

function nameOf({ entry, write }: queue.Queued): string {
  const words = t().phone.attention;
  const [kind = "", rest = ""] = entry.split("/");
  const names: Record<string, string> = words.names;
  const name = kind === "day" ? words.dayNamed(longDay(rest, language())) : names[kind];
  return write?.kind === "withdraw" ? words.takingBack(name ?? words.other) : (name ?? words.other);
}

function reasonOf({ refused }: queue.Queued): string {
  const reasons: Record<string, string> = t().phone.attention.reasons;
  return reasons[refused?.code ?? ""] ?? t().phone.attention.reasonUnknown;
}
