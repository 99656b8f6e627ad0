/* Right after a sign-in on a new phone: nothing is said of the diary before it has come in, or the
   day that was written elsewhere would look as if it were not written yet. */
import { signal } from "@preact/signals";
import { version } from "../sync";
import { t } from "../texts";
import { Title } from "../ui/parts";

const since = signal<number | null>(null);

/* Somebody has just signed in here, of whom this phone knows nothing. */
export function awaitDiary(): void {
  since.value = version.value;
}

/* Whether the first try to fetch the diary is still under way; also one that fails ends it. */
export function isDiaryAwaited(): boolean {
  return since.value === version.value;
}

export function FirstLook() {
  return (
    <>
      <Title>{t().phone.today.title}</Title>
      <p role="status" class="soft">
        {t().phone.today.coming}
      </p>
    </>
  );
}
