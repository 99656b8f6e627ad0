import { useState } from "preact/hooks";
import { choose, LANGUAGES, language, t } from "../../../texts";
import { ChoiceField } from "../../../ui/fields";
import {
  chooseTextSize,
  chooseTheme,
  type TextSize,
  type Theme,
  textSize,
  theme,
} from "../../../ui/looks";
import { Title } from "../../../ui/parts";

const SIZES: TextSize[] = ["normal", "large", "larger"];
const THEMES: Theme[] = ["auto", "light", "dark"];
const FOR_TESTS = "en-XA";

/* How the app looks on this device, and which language it speaks. */
export function Looks() {
  const words = t().phone.settings;
  const [size, setSize] = useState(textSize());
  const [colours, setColours] = useState(theme());
  return (
    <section class="card">
      <Title>{words.looksTitle}</Title>
      <p class="soft">{words.looksHint}</p>
      <ChoiceField
        label={words.textSize}
        value={size}
        options={SIZES.map((value) => ({ value, label: words.textSizes[value] }))}
        onChange={(chosen) => {
          chooseTextSize(chosen);
          setSize(chosen);
        }}
      />
      <ChoiceField
        label={words.theme}
        value={colours}
        options={THEMES.map((value) => ({ value, label: words.themes[value] }))}
        onChange={(chosen) => {
          chooseTheme(chosen);
          setColours(chosen);
        }}
      />
      <ChoiceField
        label={words.language}
        value={Object.keys(LANGUAGES).find((name) => LANGUAGES[name]?.tag === language()) ?? null}
        options={Object.keys(LANGUAGES)
          .filter((name) => name !== FOR_TESTS)
          .map((value) => ({ value, label: ownName(value) }))}
        onChange={(name) => void choose(name)}
      />
    </section>
  );
}

/* What a language calls itself. */
function ownName(name: string): string {
  return new Intl.DisplayNames([name], { type: "language" }).of(name) ?? name;
}
