/* Which page stands at which place. */
import type { ComponentType } from "preact";
import { ofPatient } from "./of-patient";
import { AccountPage } from "./pages/account";
import { InvitationPage } from "./pages/invitation";
import { LabsPage } from "./pages/labs";
import { ListPage } from "./pages/list";
import { NotesPage } from "./pages/notes";
import { PatientPage } from "./pages/patient";
import { PeoplePage } from "./pages/people";
import { PhenotypePage } from "./pages/phenotype";
import { PrintPage } from "./pages/print";
import { ResetPage } from "./pages/reset";
import { TreatmentPage } from "./pages/treatment";

export interface Params {
  params: Record<string, string>;
}

type Pages = [pattern: string, page: ComponentType<Params>][];

const OF_PATIENT: Pages = [
  ["/patient/:id", PatientPage],
  ["/patient/:id/treatment", TreatmentPage],
  ["/patient/:id/treatment/:part", TreatmentPage],
  ["/patient/:id/treatment/:part/:record", TreatmentPage],
  ["/patient/:id/labs", LabsPage],
  ["/patient/:id/phenotype", PhenotypePage],
  ["/patient/:id/notes", NotesPage],
  ["/patient/:id/print", PrintPage],
];

/* Of one patient, who is named by the place. */
export const PATIENT_PAGES: Pages = OF_PATIENT.map(([place, page]) => [place, ofPatient(page)]);

export const SPECIALIST_PAGES: Pages = [["/", ListPage], ...PATIENT_PAGES];

/* For everybody of the staff. */
export const STAFF_PAGES: Pages = [
  ["/people", PeoplePage],
  ["/account", AccountPage],
];

/* Open without a sign-in. */
export const OPEN_PAGES: Pages = [
  ["/invitation/:code", InvitationPage],
  ["/reset", ResetPage],
];
