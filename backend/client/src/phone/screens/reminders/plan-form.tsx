import { useState } from "preact/hooks";
import type { ReminderPlan, ShownReminderPlan } from "../../../api/schema";
import { api, ask } from "../../../api/server";
import { me } from "../../../session";
import { t } from "../../../texts";
import { SelectField, TextField, Tick } from "../../../ui/fields";
import { Button, fieldError, Problem, useAttempt } from "../../../ui/parts";
import { own } from "../../own/path";
import { Weekdays } from "./weekdays";

type Set = (change: Partial<ReminderPlan>) => void;

/* When the patient wants to be reminded. */
export function PlanForm({ plan, onSaved }: { plan: ShownReminderPlan; onSaved: () => void }) {
  const words = t().phone.reminders;
  const { snoozed_until: _, next_at: __, ...standing } = plan;
  const [wish, setWish] = useState<ReminderPlan>(standing);
  const [saved, setSaved] = useState(false);
  const [error, attempt, busy] = useAttempt();
  const set: Set = (change) => {
    setSaved(false);
    setWish({ ...wish, ...change });
  };

  async function save(): Promise<void> {
    setSaved(false);
    const path = "/api/v1/patients/{patient_id}/reminders";
    const done = await attempt(() => ask(api.PUT(path, { ...own(), body: wish })));
    setSaved(done);
    if (done) onSaved();
  }
  return (
    <section class="card" aria-labelledby="when-title">
      <h2 id="when-title">{words.whenTitle}</h2>
      <p class="soft">{words.zone(me().time_zone.replaceAll("_", " "))}</p>
      <form
        id="plan"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <div class="short">
          <TextField
            id="at"
            type="time"
            label={words.at}
            value={wish.at}
            error={fieldError(error, "at")}
            onInput={(at) => set({ at })}
          />
        </div>
        <Weekdays chosen={wish.weekdays} onChange={(weekdays) => set({ weekdays })} />
        <div class="field">
          <div class="choices">
            <Tick label={words.again} checked={wish.again} onChange={(again) => set({ again })} />
            <Tick label={words.asks} checked={wish.asks} onChange={(asks) => set({ asks })} />
            <Tick
              label={words.tellSpecialist}
              checked={wish.tell_specialist}
              onChange={(tell_specialist) => set({ tell_specialist })}
            />
          </div>
        </div>
        <Quiet wish={wish} set={set} error={error} />
        <Pause wish={wish} set={set} error={error} />
        <Problem error={error} />
        <Button type="submit" disabled={busy}>
          {t().common.save}
        </Button>
        <p id="plan-result" role="status">
          {saved && words.saved}
        </p>
      </form>
    </section>
  );
}

interface PartProps {
  wish: ReminderPlan;
  set: Set;
  error: unknown;
}

function Quiet({ wish, set, error }: PartProps) {
  const words = t().phone.reminders;
  return (
    <fieldset class="field pair">
      <legend>
        {words.quietTitle} <span class="hint">{words.quietHint}</span>
      </legend>
      <TextField
        id="quiet_from"
        type="time"
        label={words.from}
        value={wish.quiet_from ?? ""}
        error={fieldError(error, "quiet_from")}
        onInput={(value) => set({ quiet_from: value || null })}
      />
      <TextField
        id="quiet_to"
        type="time"
        label={words.until}
        value={wish.quiet_to ?? ""}
        error={fieldError(error, "quiet_to")}
        onInput={(value) => set({ quiet_to: value || null })}
      />
    </fieldset>
  );
}

function Pause({ wish, set, error }: PartProps) {
  const words = t().phone.reminders;
  const reasons = ["holiday", "hospital", "other"] as const;
  return (
    <fieldset class="field pair dates">
      <legend>
        {words.pauseTitle} <span class="hint">{words.pauseHint}</span>
      </legend>
      <TextField
        id="paused_from"
        type="date"
        label={words.firstDay}
        value={wish.paused_from ?? ""}
        error={fieldError(error, "paused_from")}
        onInput={(value) => set({ paused_from: value || null })}
      />
      <TextField
        id="paused_until"
        type="date"
        label={words.lastDay}
        value={wish.paused_until ?? ""}
        error={fieldError(error, "paused_until")}
        onInput={(value) => set({ paused_until: value || null })}
      />
      <SelectField
        label={words.why}
        empty={words.noPause}
        value={wish.pause_reason ?? ""}
        error={fieldError(error, "pause_reason")}
        options={reasons.map((value) => ({ value, label: words.pauses[value] }))}
        onChange={(value) => set({ pause_reason: value || null })}
      />
    </fieldset>
  );
}
