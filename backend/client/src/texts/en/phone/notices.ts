/* The words of "notices". */
export const notices = {
  title: "Please read this",
  contacts: "People you can call now",
  noText: "Please call your care team about what you just wrote.",
  more: (n: number) => (n === 1 ? "One more message follows." : `${n} more messages follow.`),
  next: "I have read it, next",
  close: "I have read it",
};
