/* The words of "safe". */
export const safe = {
  button: "I do not feel safe",
  title: "You are not alone",
  dangerNow: "If you are in danger now, call your local emergency number.",
  callNow: "People you can call",
  noContacts:
    "This phone does not know your clinic's crisis line. Call your local emergency number, or someone you trust.",
  pressedAt: (when: string) => `You pressed “I do not feel safe”: ${when}.`,
  told: {
    keeping: "This is being kept on your phone. Your clinic has not been told yet.",
    waiting:
      "Your clinic has not been told yet. We send it as soon as the phone gets through. Please call.",
    locked:
      "Your clinic has not been told. It is sent when you sign in. Please call, do not wait for us.",
    refused: "This could not be delivered to your clinic. Please call.",
    unknown: "Your phone could not keep this, and your clinic has not been told. Please call.",
    told: "Your clinic's system has it. We cannot see whether someone has read it yet.",
    unseen:
      "You share your diary with nobody. So nobody at your clinic sees that you pressed. Please call.",
  },
  notSignedIn: "You are not signed in here, so your clinic is not told. Please call someone.",
  notPressed:
    "Nothing has been sent. If you press “I do not feel safe” above, your clinic is told.",
  notPressedUnseen:
    "Nothing has been sent. You share your diary with nobody, so nobody at your clinic would see it. Please call someone.",
  mistake: "Pressed by mistake? Nothing to do. Your team may still call you.",
  mistakeUnseen: "Pressed by mistake? Nothing to do.",
  leave: "Go to the start page",
};
