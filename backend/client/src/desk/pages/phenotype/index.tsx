/* What characterises one patient's pain, and what else is taken. */
import { query } from "../../../router";
import { t } from "../../../texts";
import { Awaited, Title, useLoaded } from "../../../ui/parts";
import type { Params } from "../../pages";
import { PatientNav } from "../../patient-nav";
import { AmendMedicine, MedicineForm } from "./medicine-form";
import { medicines } from "./medicine-wish";
import { MedicinePage, MedicinesPart } from "./medicines";
import { PainForm } from "./pain-form";
import { pain } from "./pain-wish";
import { PainPart } from "./shown";
import { SubstanceForm, SubstancePart, substance } from "./substance";
import "./phenotype.css";

export function PhenotypePage({ params }: Params) {
  const patient = params.id ?? "";
  return (
    <>
      <PatientNav id={patient} />
      <Chosen patient={patient} />
    </>
  );
}

function Chosen({ patient }: { patient: string }) {
  const [medicine, act] = [query().get("medicine"), query().get("do")];
  if (act === "pain") return <WithPain patient={patient} />;
  if (act === "substance") return <WithSubstance patient={patient} />;
  if (act === "medicine") return <MedicineForm patient={patient} stored={null} />;
  if (medicine && act === "amend") return <AmendMedicine patient={patient} id={medicine} />;
  if (medicine) return <MedicinePage patient={patient} id={medicine} />;
  return <All patient={patient} />;
}

/* What may be missing, wrapped: a page waits for null as long as for what isn't there yet. */
function WithPain({ patient }: { patient: string }) {
  const found = useLoaded(async () => ({ stored: await pain(patient) }), patient);
  return (
    <Awaited of={found}>{({ stored }) => <PainForm patient={patient} stored={stored} />}</Awaited>
  );
}

function WithSubstance({ patient }: { patient: string }) {
  const found = useLoaded(() => substance(patient), patient);
  return (
    <Awaited of={found}>
      {(of) =>
        of.isShared ? (
          <SubstanceForm patient={patient} stored={of.stored} />
        ) : (
          <>
            <Title>{t().desk.phenotype.substanceTitle}</Title>
            <p>{t().desk.phenotype.substanceWithheld}</p>
          </>
        )
      }
    </Awaited>
  );
}

function All({ patient }: { patient: string }) {
  const found = useLoaded(
    () => Promise.all([pain(patient), medicines(patient), substance(patient)]),
    patient,
  );
  return (
    <>
      <Title>{t().desk.phenotype.title}</Title>
      <Awaited of={found}>
        {([stored, all, used]) => (
          <div class="parts">
            <PainPart patient={patient} stored={stored} />
            <MedicinesPart patient={patient} all={all} />
            <SubstancePart patient={patient} of={used} />
          </div>
        )}
      </Awaited>
    </>
  );
}
