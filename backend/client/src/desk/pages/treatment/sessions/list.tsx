/* A patient's sessions: those to come first, then what was given and what was cancelled. */
import type { Session } from "../../../../api/schema";
import { t } from "../../../../texts";
import { Awaited, LinkButton, Title, useLoaded } from "../../../../ui/parts";
import { Scroll } from "../../../forms/parts";
import { amount, when } from "../../../forms/show";
import { drugName, routeName, word } from "../known";
import { sessions } from "../records";
import type { Given } from "./given-values";
import { startOf } from "./judging";
import type { Plan } from "./plan-wish";

const GROUPS = ["planned", "given", "cancelled", "entered_in_error"] as const;
const DIGITS = 3;

export function SessionsList({ patient }: { patient: string }) {
  const found = useLoaded(() => sessions(patient), patient);
  const words = t().desk.treatment.sessions;
  const here = `/patient/${patient}/treatment/sessions`;
  return (
    <>
      <Title>{words.title}</Title>
      <Awaited of={found}>
        {(all) => (
          <>
            <div class="row actions">
              <LinkButton to={`${here}/new`}>{words.newTitle}</LinkButton>
              <LinkButton kind="quiet" to={`${here}/new?do=give`}>
                {words.giveUnplanned}
              </LinkButton>
            </div>
            {all.length === 0 && <p>{words.nothing}</p>}
            {GROUPS.map((status) => (
              <SessionGroup
                key={status}
                patient={patient}
                status={status}
                all={all.filter((each) => each.status === status)}
              />
            ))}
          </>
        )}
      </Awaited>
    </>
  );
}

interface GroupProps {
  patient: string;
  status: (typeof GROUPS)[number];
  all: Session[];
}

function SessionGroup({ patient, status, all }: GroupProps) {
  const words = t().desk.treatment;
  if (!all.length) return null;
  return (
    <section class="records">
      <h2>{words.sessions.groups[status]}</h2>
      <Scroll label={words.sessions.groups[status]}>
        <table class="wide-table">
          <thead>
            <tr>
              <th scope="col">{words.sessions.columns.start}</th>
              <th scope="col">{words.sessions.columns.what}</th>
              <th scope="col">{words.sessions.columns.dose}</th>
              <th scope="col">{words.sessions.columns.perKg}</th>
              <th scope="col">{words.sessions.columns.pain}</th>
              <th scope="col">{words.sessions.columns.marks}</th>
            </tr>
          </thead>
          <tbody>
            {all.map((session) => (
              <SessionRow key={session.id} patient={patient} session={session} />
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}

function SessionRow({ patient, session }: { patient: string; session: Session }) {
  const given = session.given as Given | null;
  const said = given ?? (session.plan as Plan | null);
  const nothing = t().desk.forms.empty;
  const perKg = session.dose_mg_per_kg;
  return (
    <tr>
      <th scope="row">
        <a href={`#/patient/${patient}/treatment/sessions/${session.id}`}>
          {when(startOf(session))}
        </a>
      </th>
      <td>{said ? `${drugName(said.drug)}, ${routeName(said.route)}` : nothing}</td>
      <td>
        {said ? amount(said.dose_mg, "mg") : nothing}
        {said?.infusion_minutes ? `, ${amount(said.infusion_minutes, "min")}` : ""}
      </td>
      <td>{perKg === null ? nothing : amount(perKg, "mg/kg", DIGITS)}</td>
      <td>
        {given
          ? t().desk.treatment.sessions.painFromTo(
              String(given.pain_before),
              String(given.pain_after),
            )
          : nothing}
      </td>
      <td>
        <Marks session={session} />
      </td>
    </tr>
  );
}

/* What about a session needs a look. */
export function Marks({ session }: { session: Session }) {
  const words = t().desk.treatment.sessions;
  const given = session.given as Given | null;
  return (
    <span class="marks">
      {session.unconfirmed && <span class="badge bad">{words.waitsForLook}</span>}
      {!session.unconfirmed && session.findings.length > 0 && (
        <span class="badge warn">{words.hasFindings}</span>
      )}
      {given && given.changed !== "completed" && (
        <span class="badge warn">{word("changed", given.changed)}</span>
      )}
      {given?.adverse_events?.some(({ serious }) => serious) && (
        <span class="badge bad">{words.serious}</span>
      )}
    </span>
  );
}
