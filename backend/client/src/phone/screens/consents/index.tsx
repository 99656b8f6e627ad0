/* What the patient agrees to: asked point by point at first, and open to change ever after. */
import { useState } from "preact/hooks";
import type { Consents } from "../../../api/schema";
import { moment } from "../../../days";
import { zone } from "../../../formats";
import { go } from "../../../router";
import { language, t } from "../../../texts";
import { Awaited, Banner, Title, useLoaded } from "../../../ui/parts";
import { loadConsents } from "../../consents";
import { Crumb } from "../../rows";
import type { Params } from "../../screens";
import { Standing } from "./standing";
import { Wizard } from "./wizard";
import "./consents.css";

export function ConsentsScreen(_: Params) {
  const loaded = useLoaded(loadConsents, "consents");
  const [asking, setAsking] = useState(false);
  return (
    <Awaited of={loaded}>
      {({ value: form, keptAt }) =>
        asking || isUntouched(form) ? (
          <Wizard form={form} onDone={() => go("/")} />
        ) : (
          <>
            <Crumb to="/more">{t().phone.more.title}</Crumb>
            <Title>{t().phone.consents.title}</Title>
            {keptAt && (
              <Banner>{t().phone.consents.keptSince(moment(keptAt, language(), zone()))}</Banner>
            )}
            <Standing form={form} onChange={loaded.reload} onAsk={() => setAsking(true)} />
          </>
        )
      }
    </Awaited>
  );
}

/* Whether nothing was ever decided. */
function isUntouched({ items }: Consents): boolean {
  return Object.values(items).every(({ given_at }) => !given_at);
}
