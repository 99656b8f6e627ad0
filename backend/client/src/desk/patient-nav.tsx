/* The pages of one patient, side by side, under the name: nobody writes for the wrong person. */
import { path } from "../router";
import { t } from "../texts";
import { useLoaded } from "../ui/parts";
import { callFirst, patient } from "./caseload";

const PARTS = ["overview", "treatment", "labs", "phenotype", "notes", "print"] as const;

/* The page itself says who it is if this is not `named`. */
export function PatientNav({ id, named = true }: { id: string; named?: boolean }) {
  return (
    <>
      {named && <PatientName id={id} />}
      <nav class="desk-nav" aria-label={t().desk.nav.patientLabel}>
        <ul>
          {PARTS.map((part) => {
            const to = part === "overview" ? `/patient/${id}` : `/patient/${id}/${part}`;
            const isHere = part === "overview" ? path.value === to : path.value.startsWith(to);
            return (
              <li key={part}>
                <a href={`#${to}`} aria-current={isHere ? "page" : undefined}>
                  {t().desk.nav[part]}
                </a>
              </li>
            );
          })}
        </ul>
      </nav>
    </>
  );
}

function PatientName({ id }: { id: string }) {
  const loaded = useLoaded(async () => ({ row: await patient(id) }), id);
  const told = callFirst.value?.find(({ patient_id }) => patient_id === id);
  const row = told ?? loaded.value?.row;
  const isCalling = row?.marks.some(({ kind }) => kind === "not_safe");
  return (
    <p class="patient-bar">
      <strong>{row?.name ?? (loaded.value ? t().desk.patient.notThere : t().common.wait)}</strong>
      {isCalling && <a href={`#/patient/${id}`}>{t().desk.calls.title}</a>}
    </p>
  );
}
