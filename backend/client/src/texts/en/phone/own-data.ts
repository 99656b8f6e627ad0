/* The words of the screen "own-data". */
export const ownData = {
  title: "Your data",
  downloadTitle: "Download",
  downloadLead:
    "A file with everything we keep about you: diary, questionnaires, treatment, sharing, and who looked. It is not locked: keep it in a safe place.",
  password: "Your password",
  passwordHint: "So that we know it is you.",
  download: "Download my data",
  downloaded: "The file was handed to your browser.",
  file: "tidemark-my-data",
  deleteTitle: "Delete your account",
  deleteLead: "Please read this first.",
  means: [
    "Everything we keep about you is erased: your diary, questionnaires and reminders. It cannot be brought back.",
    "Your specialists see nothing of it any more. What your clinic wrote into its own records stays there.",
    "Data that went to research without your name before stays there.",
    "What waits on this phone is erased too, also what has not been sent.",
    "Your treatment goes on. Please tell your clinic if you stop the diary.",
  ],
  toDelete: "Delete my account …",
  sureTitle: "Are you sure?",
  word: "delete",
  type: (word: string) => `Please type “${word}” to confirm`,
  typeWrong: (word: string) => `Please type the word “${word}”.`,
  deleteNow: "Erase everything now",
  keep: "Keep my account",
  goodbyeTitle: "Your account is erased",
  goodbye:
    "Nothing of you is left here. We wish you well. If you need help, your clinic is there for you.",
  goodbyeClose: "You can close this app now and remove it from your phone.",
};
