/* Who comes in by whom: invitations, reset codes, and the code by which patients share. */
import { me } from "../../../session";
import { t } from "../../../texts";
import { Title } from "../../../ui/parts";
import type { Params } from "../../pages";
import { Invite } from "./invite";
import { ResetCodes } from "./reset-codes";
import { ShareCode } from "./share-code";
import "./people.css";

export function PeoplePage(_: Params) {
  const { role, share_code } = me();
  return (
    <>
      <Title>{t().desk.people.title}</Title>
      <div class="people">
        <Invite roles={role === "coordinator" ? ["specialist", "patient"] : ["patient"]} />
        {share_code && <ShareCode code={share_code} />}
        {role === "coordinator" && <ResetCodes />}
      </div>
    </>
  );
}
