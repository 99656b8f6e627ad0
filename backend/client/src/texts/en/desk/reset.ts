/* The words of the page "reset". */
export const reset = {
  forgot: "I forgot my password",
  title: "Choose another password",
  lead: "You need a code from your clinic's coordinator or from our e-mail. Your authenticator app stays as it is.",
  code: "Code",
  codeHint: "From your coordinator, or from the e-mail. It holds for one hour.",
  codeMissing: "Please enter the code.",
  recovery: "Recovery code",
  recoveryHint: "One of the codes that you kept. Leave it empty if your code came by e-mail.",
  recoveryWrong: "This is not a recovery code.",
  password: "New password",
  save: "Use this password",
  refused:
    "These codes cannot be used. Please check both. A code from your coordinator also needs a recovery code.",
  ask: "I have no code",
  askTitle: "Get a code",
  askLead:
    "Ask your clinic's coordinator for a code. If your clinic sends e-mails, we can also send you one.",
  askSend: "Send me a code",
  asked: "If there is an account with this address, and e-mail is set up, a code is on its way.",
  haveCode: "I have a code",
  doneTitle: "Your password is changed",
  done: "You are signed out everywhere. Please sign in with the new password.",
  toSignIn: "Go to sign-in",
};
