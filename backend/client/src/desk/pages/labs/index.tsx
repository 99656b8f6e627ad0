/* Laboratory results of one patient: a table over time, one sample, and the form for one. */
import { query } from "../../../router";
import { t } from "../../../texts";
import { Awaited, LinkButton, Title, useLoaded } from "../../../ui/parts";
import type { Params } from "../../pages";
import { PatientNav } from "../../patient-nav";
import { AmendLabs, NewLabs } from "./form";
import { OverTime } from "./over-time";
import { ReportPage } from "./report";
import { reports } from "./reports";
import "./labs.css";

export function LabsPage({ params }: Params) {
  const patient = params.id ?? "";
  return (
    <>
      <PatientNav id={patient} />
      <Chosen patient={patient} />
    </>
  );
}

function Chosen({ patient }: { patient: string }) {
  const [report, act] = [query().get("report"), query().get("do")];
  if (act === "new") return <NewLabs patient={patient} />;
  if (report && act === "amend") return <AmendLabs patient={patient} id={report} />;
  if (report) return <ReportPage patient={patient} id={report} />;
  return <All patient={patient} />;
}

function All({ patient }: { patient: string }) {
  const found = useLoaded(() => reports(patient), patient);
  const words = t().desk.labs;
  return (
    <>
      <Title>{words.title}</Title>
      <Awaited of={found}>
        {(all) => (
          <>
            <div class="row actions">
              <LinkButton to={`/patient/${patient}/labs?do=new`}>{words.newTitle}</LinkButton>
            </div>
            {all.length ? <OverTime patient={patient} all={all} /> : <p>{words.nothing}</p>}
          </>
        )}
      </Awaited>
    </>
  );
}
