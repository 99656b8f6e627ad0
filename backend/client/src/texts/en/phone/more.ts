/* The words of the screen "more". */
export const more = {
  title: "More",
  treatment: "Your treatment",
  doses: "Doses at home",
  known: "About ketamine: known and not known",
  decide: "What you decide",
  consents: "What you agree to",
  sharing: "Who may see what",
  accesses: "Who looked",
  phone: "This app",
  reminders: "Reminders",
  settings: "Settings",
  ownData: "Your data",
  signOut: "Sign out",
};
