import { shortDay } from "../../../days";
import { language, t } from "../../../texts";
import { CATEGORIES, type Choice } from "./shares";

/* What is seen and what isn't, by whom and until when. */
export function Terms({ choice }: { choice: Choice }) {
  const words = t().phone.sharing;
  const { categories, covers_team, expires_on } = choice;
  return (
    <>
      <ul class="terms">
        {CATEGORIES.map((category) => {
          const isSeen = categories.includes(category);
          return (
            <li key={category} class={isSeen ? "" : "soft"}>
              <span aria-hidden="true">{isSeen ? "✓" : "–"}</span>
              <span>
                {words.categories[category]}
                <span class="visually-hidden">: {isSeen ? words.sees : words.seesNot}</span>
              </span>
            </li>
          );
        })}
      </ul>
      <p class="soft">
        {covers_team ? words.withTeam : words.withoutTeam}.{" "}
        {expires_on ? words.endsOn(shortDay(expires_on, language())) : words.noEnd}.
      </p>
    </>
  );
}
