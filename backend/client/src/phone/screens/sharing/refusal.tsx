import { Refused } from "../../../api/server";
import { moment } from "../../../days";
import { me } from "../../../session";
import { language, t } from "../../../texts";
import { Problem } from "../../../ui/parts";

/* What went wrong; after a dose also from when on more can be shared. */
export function Refusal({ error }: { error: unknown }) {
  const until = error instanceof Refused ? error.problem.until : undefined;
  return (
    <>
      <Problem error={error} />
      {typeof until === "string" && (
        <p>{t().phone.sharing.until24(moment(until, language(), me().time_zone))}</p>
      )}
    </>
  );
}
