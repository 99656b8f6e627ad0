/* The words of "sign-out". */
export const signOut = {
  title: "Sign out",
  plain: "Everything you wrote is with your clinic. After signing out, nothing can be read here.",
  unsent: {
    one: "# thing you wrote has not reached your clinic yet.",
    other: "# things you wrote have not reached your clinic yet.",
  },
  unsentHint:
    "If you stay signed in, it is sent when the phone gets through. You can also keep it here, locked. It is sent when you sign in again on this phone. Nobody else can read it.",
  stay: "Stay signed in",
  keepLocked: "Sign out, keep it locked here for me",
  discard: "Sign out and delete it",
  discardQuestion: {
    one: "Delete # thing that your clinic does not have? It cannot be brought back.",
    other: "Delete # things that your clinic does not have? They cannot be brought back.",
  },
  discardYes: "Yes, delete and sign out",
  discardNo: "No, keep it",
};
