/* Reminders: turned on here, seen to arrive, planned, put off. */
import { moment } from "../../../days";
import { zone } from "../../../formats";
import { renewed } from "../../../push/reminded";
import { language, t } from "../../../texts";
import { Awaited, Banner, Title, useLoaded } from "../../../ui/parts";
import { Crumb } from "../../rows";
import type { Params } from "../../screens";
import { Arrive } from "./arrive";
import { Here } from "./here";
import { Later } from "./later";
import { PlanForm } from "./plan-form";
import { load } from "./reminders";
import "./reminders.css";

export function RemindersScreen(_: Params) {
  const loaded = useLoaded(load, renewed.value);
  const words = t().phone.reminders;
  return (
    <>
      <Crumb to="/more">{t().phone.more.title}</Crumb>
      <Title>{words.title}</Title>
      <Awaited of={loaded}>
        {(known) =>
          "keptAt" in known ? (
            <>
              <Banner>{words.keptSince(moment(known.keptAt, language(), zone()))}</Banner>
              <PlanForm plan={known.plan} onSaved={loaded.reload} />
            </>
          ) : (
            <>
              <Here known={known} reload={loaded.reload} />
              <Arrive known={known} reload={loaded.reload} />
              <PlanForm plan={known.plan} onSaved={loaded.reload} />
              <Later snoozedUntil={known.plan.snoozed_until} onDone={loaded.reload} />
            </>
          )
        }
      </Awaited>
    </>
  );
}
