import { useState } from "preact/hooks";
import { t } from "../../../texts";
import { Tick } from "../../../ui/fields";
import { Banner, Button, Title } from "../../../ui/parts";
import { RecoveryCodes } from "../../codes";

interface Props {
  codes: string[];
  onNext: () => void;
  onBack: () => void;
}

/* What opens the desk if the authenticator app is lost. */
export function KeepCodes({ codes, onNext, onBack }: Props) {
  const words = t().desk.invitation;
  const [kept, setKept] = useState(false);
  const [asked, setAsked] = useState(false);
  return (
    <>
      <Title>{words.codesTitle}</Title>
      <p>{words.codesLead}</p>
      <RecoveryCodes codes={codes} />
      <div class="no-print stack">
        <Banner kind="warn">{words.codesOnce}</Banner>
        {asked && !kept && (
          <Banner kind="bad" role="alert">
            {words.codesTick}
          </Banner>
        )}
        <Tick label={words.codesKept} checked={kept} onChange={setKept} />
        <Button wide onClick={() => (kept ? onNext() : setAsked(true))}>
          {t().common.next}
        </Button>
        <Button wide kind="quiet" onClick={onBack}>
          {t().common.back}
        </Button>
      </div>
    </>
  );
}
