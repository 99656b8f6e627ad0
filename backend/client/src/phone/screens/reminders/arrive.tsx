import { useState } from "preact/hooks";
import type { Delivery } from "../../../api/schema";
import { t } from "../../../texts";
import { Button, Problem, useAttempt } from "../../../ui/parts";
import type { Known } from "./reminders";
import { sendTest } from "./test";
import { deviceName, progress, standing, when } from "./words";

interface Props {
  known: Known;
  reload: () => void;
}

/* When the last one was shown, a test, and each device. */
export function Arrive({ known, reload }: Props) {
  const words = t().phone.reminders;
  const { status, here } = known;
  // Without a device that takes it, there is no next one, whatever the plan says.
  const isTaken = status.devices.some((each) => !each.retired_at);
  const names = new Map(status.devices.map((each) => [each.id, deviceName(each.device)]));
  return (
    <section class="card" aria-labelledby="arrive-title">
      <h2 id="arrive-title">{words.arriveTitle}</h2>
      <dl class="facts">
        <div>
          <dt>{words.lastShown}</dt>
          <dd>{status.last_shown_at ? when(status.last_shown_at) : words.noneYet}</dd>
        </div>
        <div>
          <dt>{words.next}</dt>
          <dd>{isTaken && status.next_at ? when(status.next_at) : words.nonePlanned}</dd>
        </div>
      </dl>
      {isTaken && <Test names={names} onDone={reload} />}
      <h3>{words.devicesTitle}</h3>
      <ul class="lines">
        {status.devices.map((each) => (
          <li key={each.id}>
            <strong>
              {each.id === here ? words.thisOne(deviceName(each.device)) : deviceName(each.device)}
            </strong>
            <span class="soft">{standing(each)}</span>
          </li>
        ))}
        {status.devices.length === 0 && <li class="soft">{words.noDevices}</li>}
      </ul>
    </section>
  );
}

function Test({ names, onDone }: { names: Map<string, string>; onDone: () => void }) {
  const words = t().phone.reminders;
  const [error, attempt] = useAttempt();
  const [deliveries, setDeliveries] = useState<Delivery[] | null>(null);
  const [missing, setMissing] = useState(false);

  async function test(): Promise<void> {
    setMissing(false);
    await attempt(async () => setMissing(!(await sendTest(setDeliveries))));
    onDone();
  }
  return (
    <>
      <Problem error={error} />
      <Button onClick={test}>{words.test}</Button>
      <ul id="test-result" class="lines" aria-live="polite">
        {deliveries?.length === 0 && <li class="soft">{words.testSending}</li>}
        {deliveries?.map((each) => (
          <li key={each.subscription_id}>
            <strong>{names.get(each.subscription_id) ?? words.aDevice}</strong>
            <span class={each.shown_at ? "good" : "soft"}>{progress(each)}</span>
          </li>
        ))}
      </ul>
      <p class="soft" role="status">
        {missing && words.testAdvice}
      </p>
    </>
  );
}
