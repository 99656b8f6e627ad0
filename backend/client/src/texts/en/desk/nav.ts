/* The words of the desk's frame. */
export const nav = {
  locked:
    "Your sign-in has run out. Texts that you began are still in this window, until you close it.",
  zone: (zone: string) => `Times are by the clock of this computer: ${zone}.`,
  label: "Main",
  patientLabel: "This patient",
  list: "Patients",
  people: "Invitations",
  account: "Your account",
  overview: "Overview",
  treatment: "Treatment",
  labs: "Laboratory",
  phenotype: "Phenotype",
  notes: "Notes",
  print: "Report",
};
