/* Says that something begun earlier goes on here, with the way to begin it anew. */
import { t } from "../texts";
import { Banner, Button } from "../ui/parts";

export function Resumed({ told, onRestart }: { told: string; onRestart: () => unknown }) {
  return (
    <Banner>
      <div class="row spread">
        <span>{told}</span>
        <Button kind="quiet" onClick={onRestart}>
          {t().common.startAgain}
        </Button>
      </div>
    </Banner>
  );
}
