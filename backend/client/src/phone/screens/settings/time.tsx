import { useState } from "preact/hooks";
import { zone as zoneHere } from "../../../formats";
import { me } from "../../../session";
import { t } from "../../../texts";
import { SelectField, TextField } from "../../../ui/fields";
import { fieldError } from "../../../ui/parts";
import { changeAccount } from "./identity";
import { SaveForm } from "./save-form";

/* By whose clocks the days go, and when one begins. */
export function TimeForm() {
  const words = t().phone.settings;
  const [zone, setZone] = useState(me().time_zone);
  const [begins, setBegins] = useState(me().day_starts_at);
  const save = () => changeAccount({ time_zone: zone, day_starts_at: begins });
  return (
    <SaveForm
      title={words.timeTitle}
      fields={[{ name: "day_starts_at", id: "set-day-starts" }]}
      save={save}
    >
      {(error) => (
        <>
          <SelectField
            label={words.zone}
            hint={words.zoneHint}
            error={fieldError(error, "time_zone")}
            value={zone}
            options={zones().map((value) => ({ value, label: value.replaceAll("_", " ") }))}
            onChange={setZone}
          />
          <TextField
            id="set-day-starts"
            type="time"
            label={words.dayStarts}
            hint={words.dayStartsHint}
            error={fieldError(error, "day_starts_at")}
            value={begins}
            onInput={setBegins}
          />
        </>
      )}
    </SaveForm>
  );
}

/* Every zone that the browser knows, with this device's and the account's. */
function zones(): string[] {
  const known = Intl.supportedValuesOf("timeZone");
  return [...new Set([zoneHere(), me().time_zone, ...known])].sort();
}
