/* What is known of the treatment and what isn't, to be read at any time, also without a network. */
import type { Card } from "../../../api/schema";
import { catalogue } from "../../../catalogue/catalogue";
import { t } from "../../../texts";
import { Title } from "../../../ui/parts";
import { Crumb } from "../../rows";
import type { Params } from "../../screens";
import { Cards, kindsOf, kindTitle } from "./cards";
import "./consents.css";

export function KnownScreen(_: Params) {
  const words = t().phone.consents;
  return (
    <>
      <Crumb to="/more">{t().phone.more.title}</Crumb>
      <Title>{words.known}</Title>
      <p class="soft">{words.knownLead}</p>
      {kindsOf(catalogue().evidence_cards as unknown as Card[]).map(([kind, cards]) => (
        <section key={kind}>
          <h2>{kindTitle(kind)}</h2>
          <Cards cards={cards} />
        </section>
      ))}
    </>
  );
}
