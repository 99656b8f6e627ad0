/* A day as it stands: what was said, how far it got, its moments and its earlier versions. */
import { longDay } from "../../../days";
import type { Shown } from "../../../kept/diary";
import { language, t } from "../../../texts";
import { Banner, Button, LinkButton, Title } from "../../../ui/parts";
import { Confirm } from "../../diary/confirm";
import { MomentList } from "../../diary/moment-list";
import { SaidList } from "../../diary/said-list";
import { StandingBadge } from "../../diary/standing";
import { Crumb } from "../../rows";
import { Revisions } from "./revisions";

interface OverviewProps {
  day: string;
  shown: Shown;
  onChange: () => void;
  onWithdraw: () => Promise<void>;
}

export function DayOverview({ day, shown, onChange, onWithdraw }: OverviewProps) {
  const words = t().phone.day;
  const { said, standing, entry } = shown;
  return (
    <>
      <Crumb to="/history">{t().phone.history.title}</Crumb>
      <Title>{longDay(day, language())}</Title>
      <p role="status">
        <StandingBadge standing={standing} />
      </p>
      {standing === "needs_attention" && (
        <Banner kind="bad">
          <p>{words.attention}</p>
          <LinkButton to="/attention">{t().phone.today.toAttention}</LinkButton>
        </Banner>
      )}
      <section class="card">
        {said ? <SaidList said={said} /> : <p>{words.nothing}</p>}
        <Button wide onClick={onChange}>
          {said && !said.missing_reason ? words.changeDay : words.write}
        </Button>
      </section>
      <MomentList day={day} />
      {entry && entry.revision > 1 && <Revisions day={day} revision={entry.revision} />}
      {said && (
        <Confirm
          ask={words.withdraw}
          question={words.withdrawQuestion}
          yes={words.withdrawYes}
          no={words.withdrawNo}
          onYes={onWithdraw}
        />
      )}
    </>
  );
}
