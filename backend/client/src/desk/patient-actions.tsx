/* What a specialist does for the patient as a whole: answer calls for help, mark as reviewed. */
import { useState } from "preact/hooks";
import type { Review } from "../api/schema";
import { api, ask } from "../api/server";
import { me } from "../session";
import { t } from "../texts";
import { Awaited, Button, Problem, useAttempt, useLoaded } from "../ui/parts";
import { callsOf } from "./calls/calls";
import { CallsPanel } from "./calls/panel";
import { ago, here } from "./calls/times";
import { look, looks, useWatched } from "./watch";
import "./patient-actions.css";

const REVIEWED = "/api/v1/patients/{patient_id}/reviewed";

interface Props {
  id: string;
  /* A call was answered here. */
  onAnswered?: () => void;
}

export function PatientActions({ id, onAnswered }: Props) {
  const calls = useWatched(() => callsOf(id), id, looks.value);
  const answered = () => {
    calls.reload();
    void look();
    onAnswered?.();
  };
  return (
    <>
      <ReviewMark id={id} />
      <div class="patient-calls">
        {calls.error || calls.value ? (
          <Awaited of={calls}>
            {({ items }) => <CallsPanel patientId={id} calls={items} onAnswered={answered} />}
          </Awaited>
        ) : null}
      </div>
    </>
  );
}

/* Who has looked up to when, and the button that says so of oneself. */
function ReviewMark({ id }: { id: string }) {
  const words = t().desk.reviewed;
  const loaded = useLoaded(() => readReview(id), id);
  const [marked, setMarked] = useState<Review | null>(null);
  const [error, attempt] = useAttempt();
  const mark = (seenUntil: string) => () =>
    attempt(async () => {
      const params = { path: { patient_id: id } };
      setMarked(await ask(api.PUT(REVIEWED, { params, body: { seen_until: seenUntil } })));
    });
  return (
    <div class="review-mark">
      <Awaited of={loaded}>
        {({ review, askedAt }) => (
          <>
            <p role="status" class="soft">
              <Told review={marked ?? review} />
            </p>
            <Button kind="quiet" onClick={mark(askedAt)}>
              {words.mark}
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

/* The mark as it stands, and when that was by the server's clock: what came later wasn't seen. */
async function readReview(id: string): Promise<{ review: Review; askedAt: string }> {
  const asked = api.GET(REVIEWED, { params: { path: { patient_id: id } } });
  const review = await ask(asked);
  const told = (await asked).response.headers.get("Date");
  return { review, askedAt: (told ? new Date(told) : new Date()).toISOString() };
}
