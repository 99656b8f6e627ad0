/* After saving: where the answers are, and what is asked next because of them. */
import { useEffect } from "preact/hooks";
import { t } from "../../../texts";
import { LinkButton, Title } from "../../../ui/parts";
import { standingOf } from "../../own/sending";
import { EntryStanding } from "../../own/standing";
import { renewDue, type Saved } from "./save";

export function Finished({ entry, next, home }: Saved & { home: string }) {
  const words = t().phone.questionnaire;
  const standing = standingOf(entry);
  useEffect(() => {
    if (standing === "received") void renewDue();
  }, [standing]);
  return (
    <div class="card stack">
      <Title>{words.thanks}</Title>
      <EntryStanding entry={entry} />
      {standing === "needs_attention" && (
        <LinkButton to="/attention" kind="quiet" wide>
          {words.look}
        </LinkButton>
      )}
      {next ? (
        <>
          <p>{words.more}</p>
          <LinkButton to={`/questionnaire/${next}?back_to=${encodeURIComponent(home)}`} wide>
            {words.goOn}
          </LinkButton>
          <LinkButton to={home} kind="quiet" wide>
            {words.later}
          </LinkButton>
        </>
      ) : (
        <LinkButton to={home} wide>
          {t().common.done}
        </LinkButton>
      )}
      <p class="soft">{t().common.notEmergency}</p>
    </div>
  );
}
