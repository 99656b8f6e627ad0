/* The words before a desk that nobody uses locks. */
export const idle = {
  title: "You will be signed out in one minute",
  text: "Nobody has used this desk for a while. What you typed stays in this window for you.",
  stay: "Stay signed in",
};
