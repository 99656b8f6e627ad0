/* The words of "nav". */
export const nav = {
  label: "Main",
  today: "Today",
  trends: "Trends",
  history: "Diary",
  more: "More",
};
