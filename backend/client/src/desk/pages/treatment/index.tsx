/* The treatment of one patient: what is ordered, planned and given, and what waits for a look. */
import type { ComponentChildren } from "preact";
import { path, query } from "../../../router";
import { t } from "../../../texts";
import { Title } from "../../../ui/parts";
import type { Params } from "../../pages";
import { PatientNav } from "../../patient-nav";
import { DosesPart } from "./doses";
import { ExposurePart } from "./exposure";
import { NewOrder } from "./orders/form";
import { OrdersList } from "./orders/list";
import { OrderPage } from "./orders/page";
import { SecondLooksPart } from "./second-looks";
import { SessionsList } from "./sessions/list";
import { NewSession } from "./sessions/new";
import { SessionPage } from "./sessions/page";
import "./treatment.css";

const PARTS = ["orders", "sessions", "doses", "exposure", "second-looks"] as const;

export function TreatmentPage({ params }: Params) {
  const { id = "", part = "orders", record } = params;
  return (
    <>
      <PatientNav id={id} />
      <Tabs id={id} part={part} />
      <Part patient={id} part={part} record={record} />
    </>
  );
}

function Tabs({ id, part }: { id: string; part: string }) {
  const words = t().desk.treatment;
  return (
    <nav class="tabs" aria-label={words.tabsLabel}>
      <ul>
        {PARTS.map((name) => (
          <li key={name}>
            <a
              href={`#/patient/${id}/treatment/${name}`}
              aria-current={name === part ? "page" : undefined}
            >
              {words.tabs[name]}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

interface PartProps {
  patient: string;
  part: string;
  record: string | undefined;
}

function Part({ patient, part, record }: PartProps): ComponentChildren {
  const act = query().get("do");
  if (part === "orders") {
    if (record === "new") return <NewOrder patient={patient} place={path.value} />;
    return record ? (
      <OrderPage patient={patient} id={record} act={act} />
    ) : (
      <OrdersList patient={patient} />
    );
  }
  if (part === "sessions") {
    if (record === "new") return <NewSession patient={patient} place={path.value} />;
    return record ? (
      <SessionPage patient={patient} id={record} act={act} />
    ) : (
      <SessionsList patient={patient} />
    );
  }
  if (part === "doses") return <DosesPart patient={patient} />;
  if (part === "exposure") return <ExposurePart patient={patient} />;
  if (part === "second-looks") return <SecondLooksPart patient={patient} />;
  return <Title>{t().common.notFound}</Title>;
}
