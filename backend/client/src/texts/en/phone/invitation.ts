/* The words of the screen "invitation". */
export const invitation = {
  title: "Welcome",
  lead: "Your clinic invites you to keep a diary. First, open your account.",
  email: "E-mail",
  emailHint: "You sign in with it.",
  name: "Your name",
  nameHint: "As your clinic knows you.",
  password: "Choose a password",
  passwordHint:
    "At least 12 characters. A short sentence is fine. Not your name, and not a password that many people use.",
  emailWrong: "Please enter your e-mail address, such as name@example.org.",
  nameWrong: "Please enter your name, on one line.",
  passwordWrong:
    "Please choose a longer or less common password: at least 12 characters, and not your name.",
  zone: (zone: string) => `Your days follow the clocks of ${zone}. You can change this later.`,
  open: "Open my account",
  busyTitle: "Somebody is signed in here",
  busy: (name: string) =>
    `This phone holds the diary of ${name}. To open another account here, ${name} has to sign out first.`,
  busyUnsent: {
    one: "# entry has not reached the clinic yet. Go back and send it first.",
    other: "# entries have not reached the clinic yet. Go back and send them first.",
  },
  busySignOut: (name: string) => `Sign out ${name} and go on`,
  busyBack: "Go back",
  codeTitle: "Keep this code",
  codeLead:
    "If you forget your password, you need this code and one from your clinic. We show it only now.",
  codeHint: "Write it down and keep it away from your phone. You can make a new one in Settings.",
  codeKept: "I have kept it",
  staffTitle: "Keep these codes",
  staffLead:
    "This account is for the desk. Add this key to your authenticator app, and keep the codes below it. We show them only now.",
  staffDone: "I have kept them",
};
