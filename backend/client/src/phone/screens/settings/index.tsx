/* Everything that can be set, one thing a page. */
import { api, ask } from "../../../api/server";
import { zone } from "../../../formats";
import { keep, me } from "../../../session";
import { t } from "../../../texts";
import { Banner, Button, Problem, Title, useAttempt } from "../../../ui/parts";
import { focusHeading } from "../../focus";
import { Crumb, Rows } from "../../rows";
import type { Params } from "../../screens";

export function SettingsScreen(_: Params) {
  const words = t().phone.settings;
  const { name, email, time_zone, day_starts_at } = me();
  return (
    <>
      <Crumb to="/more">{t().phone.more.title}</Crumb>
      <Title>{words.title}</Title>
      <ZoneOffer />
      <h2>{words.account}</h2>
      <Rows
        rows={[
          { to: "/settings/name", label: words.name, told: name },
          { to: "/settings/email", label: words.email, told: email },
          { to: "/settings/password", label: words.password },
          { to: "/settings/recovery", label: words.recovery },
          {
            to: "/settings/time",
            label: words.time,
            told: `${time_zone.replaceAll("_", " ")}, ${day_starts_at}`,
          },
          { to: "/settings/devices", label: words.devices, told: words.devicesTold },
        ]}
      />
      <Rows
        rows={[
          { to: "/settings/looks", label: words.looks },
          { to: "/settings/about", label: words.about },
        ]}
      />
    </>
  );
}

/* Offers the zone of this device if the account has another one: the choice stays the person's. */
export function ZoneOffer() {
  const words = t().phone.settings;
  const [error, attempt] = useAttempt();
  const here = zone();
  const kept = me().time_zone;
  if (here === kept) return null;
  const [hereSaid, keptSaid] = [here.replaceAll("_", " "), kept.replaceAll("_", " ")];
  return (
    <Banner kind="warn">
      <p>{words.zoneDiffers(hereSaid, keptSaid)}</p>
      <Problem error={error} />
      <Button
        kind="quiet"
        onClick={() =>
          attempt(async () => {
            const body = { time_zone: here };
            await keep(await ask(api.PATCH("/api/v1/account", { body })));
            focusHeading();
          })
        }
      >
        {words.useZone(hereSaid)}
      </Button>
    </Banner>
  );
}
