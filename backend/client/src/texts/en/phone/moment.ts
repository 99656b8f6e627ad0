/* The words of the screen "moment". */
export const moment = {
  title: "This moment",
  listTitle: "Moments of this day",
  line: (when: string, pain: string) => `${when}: pain ${pain}`,
  at: (when: string) => `Written for ${when}`,
  resumed: "You had begun this moment.",
  goOn: "Go on with the moment you began",
  /* In place of the catalogue's own questions that ask about a whole day. */
  questions: {
    mood: "How is your mood right now?",
    anxiety: "How worried or tense do you feel right now?",
    fatigue: "How tired do you feel right now?",
    rescue_doses: "How many extra doses of pain medicine have you taken so far today?",
  },
  hint: "Only the first question matters. The rest is up to you.",
  empty: "Nothing is said yet. Choose a number, or cancel.",
  more: "Say more",
  note: "A note. Do not use this box for urgent problems.",
  effects: "Side effects right now",
  withdraw: "Take this moment back",
  withdrawQuestion: "Take back what you wrote about this moment?",
  gone: "This moment is not on this phone.",
};
