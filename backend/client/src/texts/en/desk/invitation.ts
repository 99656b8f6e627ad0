/* The words of the page "invitation". */
export const invitation = {
  title: "Welcome",
  lead: "You were invited to Tidemark. Here you open your own account.",
  step: (n: number, all: number) => `Step ${n} of ${all}`,
  busy: (name: string) =>
    `${name} is signed in here. That sign-in ends as soon as you sign in with your own account.`,
  email: "Your e-mail",
  emailHint: "You sign in with it.",
  emailWrong: "Please enter an e-mail address, such as name@clinic.example.",
  name: "Your name",
  nameHint: "Patients see it when they share their diary with you.",
  nameWrong: "Please enter your name, on one line of at most 120 characters.",
  password: "Password",
  passwordHint: "At least 12 characters. A few words that only you would put together are good.",
  passwordWrong:
    "Please choose a password of 12 to 256 characters that is not a common one and not your name or e-mail.",
  zone: "Your time zone",
  zoneHint: "Taken from this device.",
  zoneWrong: "Please choose a time zone.",
  refused:
    "This invitation cannot be used with this e-mail. It may be used up or older than seven days. Please ask who invited you for a new one.",
  open: "Open my account",
  appTitle: "Set up your authenticator app",
  appLead:
    "Health data needs more than a password. An app on your phone makes a new code every 30 seconds.",
  appOpen: "Open an authenticator app on your phone. Any app for one-time codes will do.",
  appScan: "Add an account there and scan this picture.",
  appPicture: "Picture for your authenticator app. The key below says the same.",
  appType: "If you cannot scan, type this key instead.",
  appCopy: "Copy the key",
  appDone: "The app shows a code",
  codesTitle: "Keep your recovery codes",
  codesLead:
    "If you lose your phone, each of these codes opens the desk once. Keep them apart from your phone.",
  codesOnce: "We cannot show these codes again.",
  codesKept: "I have kept these codes in a safe place",
  codesTick: "Please keep the codes first, then tick the box.",
  enterTitle: "Enter your first code",
  enterLead: "Open your authenticator app and enter the code that it shows now.",
  enterBack: "Back to the authenticator app",
  patientTitle: "Your account is open",
  patientLead:
    "This was an invitation for a patient, and your account is ready. This is your recovery code. You need it if you forget your password.",
  patientKeep: "Please write the code down now. We cannot show it again.",
  patientGo: "Go to the app for patients",
};
