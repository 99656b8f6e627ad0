import { t } from "../../../texts";
import { CopyButton } from "../../copy";
import { Qr } from "../../qr";
import "../../codes.css";

/* The code by which patients find this specialist; it opens nothing by itself. */
export function ShareCode({ code }: { code: string }) {
  const words = t().desk.people;
  return (
    <section class="card" aria-labelledby="share-code">
      <h2 id="share-code">{words.shareTitle}</h2>
      <p>{words.shareLead}</p>
      <code class="big-code">{code}</code>
      <CopyButton text={code} label={words.copyCode} />
      <h3>{words.shareHow}</h3>
      <ol class="how">
        {words.shareSteps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <Qr text={code} label={words.sharePicture} />
      <p class="soft">{words.sharePictureHint}</p>
    </section>
  );
}
