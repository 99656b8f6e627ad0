import { catalogue } from "../../../catalogue/catalogue";
import { t } from "../../../texts";
import { Banner, Title } from "../../../ui/parts";

/* What the app is, and what it is not for. */
export function About() {
  const words = t().phone.settings;
  return (
    <section class="card">
      <Title>{words.aboutTitle}</Title>
      <p>{words.aboutText}</p>
      <Banner kind="warn">
        <h2>{words.notEmergency}</h2>
        <p>{words.notEmergencyText}</p>
      </Banner>
      <Banner kind="warn">
        <h2>{words.notCleared}</h2>
        <p>{words.notClearedText}</p>
      </Banner>
      <p class="soft">
        {words.version}: {catalogue().catalogue.version}
      </p>
    </section>
  );
}
