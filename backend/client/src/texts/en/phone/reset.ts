/* The words of the screen "reset". */
export const reset = {
  forgot: "I forgot my password",
  title: "Choose another password",
  lead: "You need a code from your clinic or from our e-mail. With a code from your clinic you also need the recovery code that you kept.",
  code: "Code",
  codeHint: "From your clinic, or from the e-mail.",
  codeWrong: "Please enter the code as it was given to you.",
  recovery: "Recovery code",
  recoveryHint:
    "The one you kept when you opened your account. Leave it out if your code came by e-mail.",
  password: "New password",
  save: "Use this password",
  doneTitle: "Your password is changed",
  done: "You are signed out everywhere. Please sign in with the new password.",
  ask: "I have no code",
  askTitle: "Get a code",
  askLead: "Ask your clinic for a code. If your clinic sends e-mails, we can also send one to you.",
  askSend: "Send me a code",
  asked: "If there is an account with this address, and e-mail is set up, a code is on its way.",
  signIn: "Sign in",
};
