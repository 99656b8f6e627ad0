/* What hasn't reached the clinic, and why, if something has to be done about it. */
import type { Shown } from "../../../kept/diary";
import type { Queued } from "../../../kept/queue";
import { stopped, storage, waiting } from "../../../sync";
import { counted, t } from "../../../texts";
import { Banner, LinkButton } from "../../../ui/parts";

export function Standing({ days }: { days: Map<string, Shown> }) {
  const words = t().phone.today;
  const refused = waiting.value.some((item) => item.refused);
  const unclear = [...days.values()].some(({ standing }) => standing === "needs_attention");
  const unsent = waiting.value.filter((item) => !item.refused && !isCall(item)).length;
  // What is on its way just now is no news: it would push all below it down and up again.
  const isHeldUp = stopped.value !== null;
  return (
    <>
      {waiting.value.some(isCall) && (
        <Banner kind="warn" role="status">
          <p>{words.untoldCall}</p>
          <LinkButton to="/safe" kind="quiet">
            {t().phone.safe.callNow}
          </LinkButton>
        </Banner>
      )}
      {storage.value === "low" && (
        <Banner kind="warn">
          <p>{words.storageLow}</p>
        </Banner>
      )}
      {(refused || unclear) && (
        <Banner kind="bad">
          <p>{words.attention}</p>
          <LinkButton to="/attention" kind="quiet">
            {words.toAttention}
          </LinkButton>
        </Banner>
      )}
      {stopped.value === "consent" && unsent > 0 && (
        <Banner kind="warn">
          <p>{words.consent}</p>
          <LinkButton to="/consents" kind="quiet">
            {words.toConsent}
          </LinkButton>
        </Banner>
      )}
      {isHeldUp && unsent > 0 && (
        <p class="soft" role="status">
          {counted(unsent, words.unsent)}
        </p>
      )}
    </>
  );
}

/* "I do not feel safe": that the clinic does not know is no small print. */
function isCall({ entry }: Queued): boolean {
  return entry.startsWith("calls/");
}
