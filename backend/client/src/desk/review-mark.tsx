/* That somebody has looked through all that is shown of a patient, and up to when. */
import { useState } from "preact/hooks";
import type { Review } from "../api/schema";
import { api, ask } from "../api/server";
import { me } from "../session";
import { t } from "../texts";
import { Awaited, Button, Problem, useAttempt, useLoaded } from "../ui/parts";
import { ago, here } from "./calls/times";
import { look } from "./watch";
import "./review-mark.css";

const REVIEWED = "/api/v1/patients/{patient_id}/reviewed";

interface Props {
  id: string;
  /* As of when what is shown was asked for, by the server's clock: what came later wasn't seen. */
  asOf: string;
}

/* Who has looked up to when, and the button that says so of oneself. */
export function ReviewMark({ id, asOf }: Props) {
  const params = { path: { patient_id: id } };
  const loaded = useLoaded(() => ask(api.GET(REVIEWED, { params })), id);
  const [marked, setMarked] = useState<Review | null>(null);
  const [error, attempt] = useAttempt();
  const mark = () =>
    attempt(async () => {
      setMarked(await ask(api.PUT(REVIEWED, { params, body: { seen_until: asOf } })));
      void look();
    });
  return (
    <div class="review-mark">
      <Awaited of={loaded}>
        {(review) => (
          <>
            <p role="status" class="soft">
              <Told review={marked ?? review} />
            </p>
            <Button kind="quiet" onClick={mark}>
              {t().desk.reviewed.mark}
            </Button>
          </>
        )}
      </Awaited>
      <Problem error={error} />
    </div>
  );
}

function Told({ review: { reviewed_at, reviewed_by } }: { review: Review }) {
  const words = t().desk.reviewed;
  if (!reviewed_at) return <>{words.never}</>;
  const who = reviewed_by === me().name ? words.you : (reviewed_by ?? t().desk.calls.somebody);
  return <>{words.last(who, here(reviewed_at), ago(reviewed_at))}</>;
}
