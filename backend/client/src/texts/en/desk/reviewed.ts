/* The words of the mark that somebody has looked through a patient's state. */
export const reviewed = {
  mark: "Mark as reviewed",
  never: "Nobody has marked this patient as reviewed yet.",
  last: (who: string, when: string, ago: string) => `Last reviewed by ${who}, ${when} (${ago}).`,
  you: "you",
};
