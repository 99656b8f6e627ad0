/* One session: plan and given side by side, what can be done, and every version. */
import type { Exposure, Order, Session } from "../../../../api/schema";
import { api, ask } from "../../../../api/server";
import { t } from "../../../../texts";
import { Awaited, Banner, Button, LinkButton, Title, useLoaded } from "../../../../ui/parts";
import { ReasonDialog, useAsked } from "../../../forms/dialogs";
import { type Content, History } from "../../../forms/history";
import { noteStored, Recorded } from "../../../forms/parts";
import { when, who } from "../../../forms/show";
import { FindingsList } from "../findings";
import { word } from "../known";
import { exposure, session as load, order, sessions } from "../records";
import { GivenForm, sessionLabels } from "./given-form";
import { PlanForm, writeSession } from "./plan-form";
import { endSession } from "./plan-wish";
import { SessionFacts } from "./shown";

interface Props {
  patient: string;
  id: string;
  act: string | null;
}

export function SessionPage({ patient, id, act }: Props) {
  const words = t().desk.treatment.sessions;
  const found = useLoaded(() => everything(patient, id), id);
  const titles: Record<string, string> = {
    give: words.giveTitle,
    amend: words.amendTitle,
    move: words.moveTitle,
  };
  return (
    <>
      <Title>{titles[act ?? ""] ?? words.oneTitle}</Title>
      <Awaited of={found}>
        {(about) => <Acting patient={patient} act={act} about={about} onChanged={found.reload} />}
      </Awaited>
    </>
  );
}

interface About {
  session: Session;
  order: Order;
  sessions: Session[];
  exposure: Exposure;
}

async function everything(patient: string, id: string): Promise<About> {
  const [session, all, taken] = await Promise.all([
    load(patient, id),
    sessions(patient),
    exposure(patient),
  ]);
  return {
    session,
    order: await order(patient, session.order_id),
    sessions: all,
    exposure: taken,
  };
}

interface ActingProps {
  patient: string;
  act: string | null;
  about: About;
  onChanged: () => void;
}

function Acting({ patient, act, about, onChanged }: ActingProps) {
  const { session } = about;
  const place = `/patient/${patient}/treatment/sessions/${session.id}?do=${act}`;
  const isGiven = session.status === "given";
  const isPlanned = session.status === "planned";
  if (act === "move" && isPlanned) {
    return <PlanForm patient={patient} place={place} before={about} amends={session} />;
  }
  if ((act === "give" && isPlanned) || (act === "amend" && isGiven)) {
    return <GivenForm patient={patient} place={place} before={about} session={session} />;
  }
  return <Shown patient={patient} session={session} onChanged={onChanged} />;
}

interface ShownProps {
  patient: string;
  session: Session;
  onChanged: () => void;
}

function Shown({ patient, session, onChanged }: ShownProps) {
  const words = t().desk.treatment;
  return (
    <>
      <Recorded record={session} />
      <p>
        <span class="badge">{word("sessionStatus", session.status)}</span>
      </p>
      {session.unconfirmed && <Banner kind="bad">{words.sessions.unconfirmed}</Banner>}
      <FindingsList findings={session.findings} />
      {session.second_person && <p>{words.orders.second(who(session.second_person))}</p>}
      {session.looked_by && session.looked_at && (
        <p>{words.sessions.looked(who(session.looked_by), when(session.looked_at))}</p>
      )}
      <Actions patient={patient} session={session} onChanged={onChanged} />
      <SessionFacts patient={patient} session={session} />
      <History
        revision={session.revision}
        labels={sessionLabels()}
        write={writeSession}
        settle={settled}
        load={() =>
          ask(
            api.GET("/api/v1/patients/{patient_id}/sessions/{session_id}/revisions", {
              params: { path: { patient_id: patient, session_id: session.id } },
            }),
          )
        }
      />
    </>
  );
}

/* A plan that a version left out stays as it was; vital signs are compared by their time point. */
function settled(after: Content, before: Content | undefined): Content {
  const given = after.given as Content | null;
  const vitals = (given?.vitals ?? []) as { timepoint: string }[];
  const byTime = Object.fromEntries(vitals.map((taken) => [taken.timepoint, taken]));
  return {
    ...after,
    plan: after.plan ?? before?.plan ?? null,
    given: given && { ...given, vitals: byTime },
  };
}

const ENDINGS = ["cancelled", "entered_in_error"] as const;

function Actions({ patient, session, onChanged }: ShownProps) {
  const [asks, setAsks] = useAsked(session.id, ENDINGS);
  const words = t().desk.treatment.sessions;
  const forms = t().desk.forms;
  const here = `/patient/${patient}/treatment/sessions/${session.id}`;
  if (session.status === "entered_in_error") return <p>{forms.struckOut}</p>;
  return (
    <div class="row actions">
      {session.status === "planned" && (
        <>
          <LinkButton to={`${here}?do=give`}>{words.give}</LinkButton>
          <LinkButton kind="quiet" to={`${here}?do=move`}>
            {words.move}
          </LinkButton>
          <Button kind="quiet" onClick={() => setAsks("cancelled")}>
            {words.cancel}
          </Button>
        </>
      )}
      {session.status === "given" && <LinkButton to={`${here}?do=amend`}>{forms.amend}</LinkButton>}
      <Button kind="quiet" onClick={() => setAsks("entered_in_error")}>
        {forms.strikeOut}
      </Button>
      {asks && (
        <ReasonDialog
          record={session.id}
          act={asks}
          title={asks === "cancelled" ? words.cancelTitle : forms.strikeOutTitle}
          text={asks === "cancelled" ? words.cancelText : forms.strikeOutText}
          label={asks === "cancelled" ? words.cancelReason : forms.reason}
          action={asks === "cancelled" ? words.cancel : forms.strikeOut}
          danger
          onClose={() => setAsks(null)}
          onDone={async (reason) => {
            noteStored(await endSession(patient, session, asks, reason));
            onChanged();
          }}
        />
      )}
    </div>
  );
}
