/* Adverse events of a session, each with its grade and whether it was serious. */
import { t } from "../../../../texts";
import { SelectField, TextField, Tick } from "../../../../ui/fields";
import { fieldId } from "../../../forms/flaws";
import { Group } from "../../../forms/parts";
import { Rows } from "../../../forms/rows";
import { bound } from "../../../forms/use-record-form";
import { choices, word } from "../known";
import type { GivenProps } from "./given-fields";
import { type EventRow, FRESH_EVENT } from "./given-values";

const GRADES = ["1", "2", "3", "4", "5"];
const CRITERIA = [
  "death",
  "life_threatening",
  "hospitalisation",
  "disability",
  "birth_defect",
  "other_important",
];
const RELATED = ["related", "possibly_related", "not_related", "not_known"];
const OUTCOMES = ["recovered", "recovering", "not_recovered", "lasting_harm", "fatal", "not_known"];

export function EventRows({ form }: GivenProps) {
  const words = t().desk.treatment;
  return (
    <Group title={words.fields.adverse_events}>
      <Rows
        name="adverse_events"
        title={words.sessions.events}
        hint={words.sessions.eventsHint}
        addLabel={words.sessions.addEvent}
        rows={form.values.adverse_events}
        fresh={FRESH_EVENT}
        onChange={(adverse_events) => form.set({ adverse_events })}
      >
        {(row, at, set) => <EventFields form={form} row={row} at={at} set={set} />}
      </Rows>
    </Group>
  );
}

interface EventProps extends GivenProps {
  row: EventRow;
  at: number;
  set: (change: Partial<EventRow>) => void;
}

type Plain = Exclude<keyof EventRow, "seriousness_criteria">;

function EventFields({ form, row, at, set }: EventProps) {
  const { fields } = t().desk.treatment;
  const { choose, optional } = t().desk.forms;
  const { error } = bound(form);
  const of = (name: Plain) => ({
    id: fieldId(`adverse_events.${at}.${name}`),
    error: error(`adverse_events.${at}.${name}`),
    value: row[name],
  });
  const typed = (name: Plain) => ({
    ...of(name),
    onInput: (value: string) => set({ [name]: value }),
  });
  const chosen = (name: Plain) => ({
    ...of(name),
    onChange: (value: string) => set({ [name]: value }),
  });
  const yesNo = choices("yesNo", ["yes", "no"]);
  return (
    <>
      <TextField label={fields.term_reported} {...typed("term_reported")} />
      <SelectField
        label={fields.ctcae_grade}
        options={choices("grade", GRADES)}
        empty={choose}
        {...chosen("ctcae_grade")}
      />
      <SelectField label={fields.serious} options={yesNo} empty={choose} {...chosen("serious")} />
      {row.serious === "yes" && <Criteria row={row} at={at} set={set} form={form} />}
      <TextField label={optional(fields.meddra_pt_name)} {...typed("meddra_pt_name")} />
      <TextField label={optional(fields.onset_at)} type="datetime-local" {...typed("onset_at")} />
      <TextField
        label={optional(fields.resolved_at)}
        type="datetime-local"
        {...typed("resolved_at")}
      />
      <SelectField
        label={optional(fields.relatedness)}
        options={choices("related", RELATED)}
        empty={choose}
        {...chosen("relatedness")}
      />
      <TextField label={optional(fields.action_taken)} {...typed("action_taken")} />
      <SelectField
        label={optional(fields.outcome)}
        options={choices("outcome", OUTCOMES)}
        empty={choose}
        {...chosen("outcome")}
      />
      <SelectField
        label={optional(fields.reported_to_authority)}
        options={yesNo}
        empty={choose}
        {...chosen("reported_to_authority")}
      />
    </>
  );
}

function Criteria({ row, at, set, form }: EventProps) {
  const name = `adverse_events.${at}.seriousness_criteria`;
  const wrong = bound(form).error(name);
  const chosen = row.seriousness_criteria;
  return (
    <fieldset class="field whole-row" id={fieldId(name)}>
      <legend>{t().desk.treatment.fields.seriousness_criteria}</legend>
      {wrong && <span class="error">{wrong}</span>}
      <div class="choices two">
        {CRITERIA.map((id) => (
          <Tick
            key={id}
            label={word("criterion", id)}
            checked={chosen.includes(id)}
            onChange={(checked) =>
              set({
                seriousness_criteria: checked
                  ? [...chosen, id]
                  : chosen.filter((each) => each !== id),
              })
            }
          />
        ))}
      </div>
    </fieldset>
  );
}
