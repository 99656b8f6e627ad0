/* The paths of whoever is signed in. */
import { me } from "../../session";

/* For the typed paths below /patients/{patient_id}. */
export function own() {
  return { params: { path: { patient_id: me().id } } };
}

/* The address below the patient's own part of the API. */
export function mine(rest: string): string {
  return `/api/v1/patients/${me().id}/${rest}`;
}
