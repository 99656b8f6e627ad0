/* The words of the screen "questionnaire". The questions themselves come from the catalogue. */
export const questionnaire = {
  title: "Questions",
  only: "One question",
  question: (n: number, all: number) => `Question ${n} of ${all}`,
  onceMore: (n: number, all: number) => `Question ${n} of ${all}, once more`,
  again:
    "You skipped this question. Your answer helps your team to keep you safe. You may skip it again.",
  skip: "Skip this question",
  wantsAnswer: "Choose an answer, or skip this question.",
  wantsNumber: (min: number, max: number) =>
    `Write a whole number from ${min} to ${max}, or skip this question.`,
  inItsLanguage: (name: string) =>
    `These questions are only there in their own language: ${name}. A translation would change what they measure.`,
  review: "Look at your answers",
  reviewHint: "You can change an answer before you save.",
  change: "Change",
  thanks: "Thank you",
  look: "See what is wrong",
  more: "Your answers lead to a few more questions. They help your team to understand how you are.",
  goOn: "Answer them now",
  later: "Later",
  onPaperTitle: "This one is on paper",
  onPaper: (name: string) =>
    `Your clinic has the form “${name}” on paper. It can not be shown in this app. Please ask your care team.`,
};
