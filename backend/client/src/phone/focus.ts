/* Gives the focus to the screen's heading, when what had it is gone. */
export function focusHeading(): void {
  document.querySelector("h1")?.focus();
}
