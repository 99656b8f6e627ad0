/* Text size and theme, as chosen on this device. They say nothing about anybody. */
export type TextSize = "normal" | "large" | "larger";
export type Theme = "auto" | "light" | "dark";

export function textSize(): TextSize {
  return (chosen("text-size") as TextSize | null) ?? "normal";
}

export function theme(): Theme {
  return (chosen("theme") as Theme | null) ?? "auto";
}

/* What was chosen on this device under this name, if it keeps anything. */
export function chosen(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    // This browser keeps nothing.
    return null;
  }
}

export function chooseTextSize(size: TextSize): void {
  localStorage.setItem("text-size", size);
  applyLooks();
}

export function chooseTheme(chosen: Theme): void {
  localStorage.setItem("theme", chosen);
  applyLooks();
}

/* Lets the document look as was chosen. */
export function applyLooks(): void {
  document.documentElement.dataset.textSize = textSize();
  document.documentElement.dataset.theme = theme();
}
