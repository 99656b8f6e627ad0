/* The words of the screen "history". */
export const history = {
  title: "Your diary",
  hint: "Tap a day to look at it, write it or change it.",
  nothing: "Nothing written",
  pain: (value: string) => `Pain ${value}`,
  painSkipped: "Pain skipped",
  more: "Show earlier days",
};
