/* What anybody may read on a locked phone: it names no drug, no condition and no score. */
export const lockScreen = {
  title: "Tidemark",
  due: "Your diary is ready.",
  silence: "Your diary is here whenever you are.",
  test: "This is a test. Reminders reach you here.",
  later: "In an hour",
};
