/* The words of the page "people". */
export const people = {
  title: "Invitations",
  inviteTitle: "Invite somebody",
  inviteLead:
    "An invitation opens one account at your clinic. It can be used once, within seven days.",
  whom: "Whom do you invite?",
  roles: { patient: "A patient", specialist: "A specialist" },
  make: { patient: "Invite a patient", specialist: "Invite a specialist" },
  invited: {
    patient: "An invitation for a patient",
    specialist: "An invitation for a specialist",
  },
  invitedLead: {
    patient:
      "Let the patient scan this picture with the camera of their own phone. You can also hand over the printed page.",
    specialist:
      "Give the link to the specialist only, in person or by a safe message. They also need a phone with an authenticator app.",
  },
  picture: "Picture of the link, to scan with a phone",
  link: "Link",
  copyLink: "Copy the link",
  code: "Code",
  copyCode: "Copy the code",
  expires: (when: string) => `Can be used until ${when}.`,
  once: "We cannot show this again. If it gets lost, make a new one.",
  print: "Print",
  handedOver: "I have handed it over",
  shareTitle: "Your share code",
  shareLead:
    "A patient enters this code to share their diary with you. It shows them your name and clinic. It opens nothing by itself.",
  shareHow: "What the patient does",
  shareSteps: [
    "They choose “More” in the app, then “Who may see what”.",
    "They choose “Share with a specialist” and enter the code.",
    "They check that the app shows your name and clinic.",
    "They choose what you may see, and until when.",
  ],
  sharePicture: "Picture of your share code, to scan with a phone",
  sharePictureHint: "The phone's camera shows the code, to copy into the app.",
  resetTitle: "Somebody forgot their password",
  resetLead:
    "Make sure that it is really this person who asks. The code works only together with a recovery code that they kept.",
  resetEmail: "E-mail of the person",
  resetMake: "Make a reset code",
  resetUnknown: "There is nobody with this e-mail at your clinic.",
  resetMade: "A reset code",
  resetMadeLead:
    "Tell the person this code. They choose “I forgot my password” where they sign in, and enter it with their recovery code.",
};
