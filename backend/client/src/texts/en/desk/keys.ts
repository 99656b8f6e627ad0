/* What keys do at the desk. */
type Keys = [keys: string, does: string][];

const everywhere: Keys = [
  ["?", "Show this help"],
  ["Tab", "Go to the next link, button or field"],
  ["Esc", "Close what lies on top"],
];
const list: Keys = [
  ["/", "Search by name"],
  ["↑ ↓", "Go from patient to patient"],
  ["Enter", "Open the patient"],
];
const charts: Keys = [
  ["← →", "One day back or on"],
  ["Page up / down", "Seven days back or on"],
  ["Home / End", "First or last day"],
];

export const keys = {
  button: "Keys",
  title: "What keys do",
  everywhere: { title: "Everywhere", keys: everywhere },
  list: { title: "In the list of patients", keys: list },
  charts: { title: "In the charts of a patient", keys: charts },
  on: "Single keys do something (? and /)",
  onHint: "Turn this off if you speak your texts, or press such keys by accident.",
};
