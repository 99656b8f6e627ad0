/* The way to everything that isn't part of a day. */
import { t } from "../../../texts";
import { Title } from "../../../ui/parts";
import { Rows } from "../../rows";
import type { Params } from "../../screens";

export function MoreScreen(_: Params) {
  const words = t().phone.more;
  return (
    <>
      <Title>{words.title}</Title>
      <h2>{words.treatment}</h2>
      <Rows
        rows={[
          { to: "/doses", label: words.doses },
          { to: "/known", label: words.known },
        ]}
      />
      <h2>{words.decide}</h2>
      <Rows
        rows={[
          { to: "/consents", label: words.consents },
          { to: "/sharing", label: words.sharing },
          { to: "/accesses", label: words.accesses },
        ]}
      />
      <h2>{words.phone}</h2>
      <Rows
        rows={[
          { to: "/reminders", label: words.reminders },
          { to: "/settings", label: words.settings },
          { to: "/own-data", label: words.ownData },
          { to: "/sign-out", label: words.signOut },
        ]}
      />
      <p class="soft">
        {t().common.notEmergency} {t().common.notCleared}
      </p>
    </>
  );
}
