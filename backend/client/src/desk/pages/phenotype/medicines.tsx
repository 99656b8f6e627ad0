/* The other medicines with their dates, and what the opioids of a day add up to. */
import { useState } from "preact/hooks";
import type { Medicine } from "../../../api/schema";
import { api, ask } from "../../../api/server";
import { t } from "../../../texts";
import { TextField } from "../../../ui/fields";
import { Awaited, Button, LinkButton, Title, useLoaded } from "../../../ui/parts";
import { ReasonDialog, useAsked } from "../../forms/dialogs";
import { History } from "../../forms/history";
import { Facts, noteStored, Recorded, Scroll } from "../../forms/parts";
import { amount, day, number } from "../../forms/show";
import { word } from "./known";
import { writeMedicine } from "./medicine-form";
import { medicine, morphine, strikeOutMedicine } from "./medicine-wish";

export function MedicinesPart({ patient, all }: { patient: string; all: Medicine[] }) {
  const words = t().desk.phenotype;
  const base = `/patient/${patient}/phenotype`;
  return (
    <section>
      <div class="row spread">
        <h2>{words.medicines}</h2>
        <LinkButton kind="quiet" to={`${base}?do=medicine`}>
          {words.newMedicine}
        </LinkButton>
      </div>
      {all.length ? <Table base={base} all={all} /> : <p>{t().desk.forms.nothing}</p>}
      <MorphinePart patient={patient} all={all} />
    </section>
  );
}

const nameOf = ({ name, medicine_group, atc }: Medicine) =>
  name ?? `${word("group", medicine_group)} ${atc}`;

function Table({ base, all }: { base: string; all: Medicine[] }) {
  const words = t().desk.phenotype;
  const nothing = t().desk.forms.empty;
  return (
    <Scroll label={words.medicines}>
      <table class="wide-table">
        <thead>
          <tr>
            <th scope="col">{words.fields.name}</th>
            <th scope="col">{words.fields.group}</th>
            <th scope="col">{words.fields.atc}</th>
            <th scope="col">{words.fields.from_on}</th>
            <th scope="col">{words.fields.to_on}</th>
            <th scope="col">{words.fields.opioid_dose}</th>
            <th scope="col">{words.mme}</th>
          </tr>
        </thead>
        <tbody>
          {all.map((each) => (
            <tr key={each.id}>
              <th scope="row">
                <a href={`#${base}?medicine=${each.id}`}>{nameOf(each)}</a>{" "}
                {each.status === "entered_in_error" && (
                  <span class="badge">{word("status", each.status)}</span>
                )}
              </th>
              <td>{word("group", each.medicine_group)}</td>
              <td>{each.atc}</td>
              <td>{day(each.from_on)}</td>
              <td>{each.to_on ? day(each.to_on) : words.stillTaken}</td>
              <td>{doseOf(each) ?? nothing}</td>
              <td>{each.mme_per_day === null ? nothing : amount(each.mme_per_day, "mg/d", 1)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function doseOf({ opioid_dose, opioid_dose_unit }: Medicine): string | null {
  return opioid_dose === null ? null : amount(opioid_dose, opioid_dose_unit ?? "");
}

function MorphinePart({ patient, all }: { patient: string; all: Medicine[] }) {
  const [on, setOn] = useState("");
  const found = useLoaded(() => morphine(patient, on), on);
  const words = t().desk.phenotype;
  const nameFor = (id: string) => {
    const known = all.find((each) => each.id === id);
    return known ? nameOf(known) : "";
  };
  return (
    <div class="card morphine">
      <h3>{words.morphineTitle}</h3>
      <p class="soft">{words.morphineText}</p>
      <div class="one-date">
        <TextField
          label={words.onDay}
          hint={words.onDayHint}
          type="date"
          value={on}
          onInput={setOn}
        />
      </div>
      <Awaited of={found}>
        {(sum) => (
          <>
            <p role="status">
              {words.morphineSum(amount(sum.mme_per_day, "mg/d", 1), day(sum.on))}
            </p>
            <ul>
              {sum.items.map((item) => (
                <li key={item.record_id}>
                  {words.morphineItem(
                    word("opioid", item.opioid),
                    amount(item.dose, item.unit),
                    number(item.factor),
                    amount(item.mme_per_day, "mg/d", 1),
                  )}
                </li>
              ))}
              {sum.not_converted.map(({ record_id, opioid }) => (
                <li key={record_id}>
                  {words.notConverted(opioid ? word("opioid", opioid) : nameFor(record_id))}
                </li>
              ))}
            </ul>
            <p class="soft">{words.factorTable(sum.source)}</p>
          </>
        )}
      </Awaited>
    </div>
  );
}

export function MedicinePage({ patient, id }: { patient: string; id: string }) {
  const found = useLoaded(() => medicine(patient, id), id);
  return (
    <>
      <Title>{t().desk.phenotype.medicine}</Title>
      <Awaited of={found}>
        {(stored) => <Shown patient={patient} stored={stored} onChanged={found.reload} />}
      </Awaited>
    </>
  );
}

interface ShownProps {
  patient: string;
  stored: Medicine;
  onChanged: () => void;
}

function Shown({ patient, stored, onChanged }: ShownProps) {
  const words = t().desk.phenotype;
  const { fields } = words;
  return (
    <>
      <Recorded record={stored} />
      <section class="card">
        <Facts
          of={[
            [fields.name, stored.name],
            [fields.group, word("group", stored.medicine_group)],
            [fields.atc, stored.atc],
            [fields.from_on, day(stored.from_on)],
            [fields.to_on, stored.to_on ? day(stored.to_on) : words.stillTaken],
            [fields.opioid, stored.opioid && word("opioid", stored.opioid)],
            [fields.opioid_dose, doseOf(stored)],
            [words.mme, stored.mme_per_day === null ? null : amount(stored.mme_per_day, "mg/d", 1)],
            [words.factor, stored.mme_factor === null ? null : number(stored.mme_factor)],
            [words.source, stored.mme_source],
          ]}
        />
      </section>
      <Actions patient={patient} stored={stored} onChanged={onChanged} />
      <History
        revision={stored.revision}
        labels={fields}
        write={writeMedicine}
        load={() =>
          ask(
            api.GET(
              "/api/v1/patients/{patient_id}/phenotype/comedications/{medicine_id}/revisions",
              {
                params: { path: { patient_id: patient, medicine_id: stored.id } },
              },
            ),
          )
        }
      />
    </>
  );
}

const STRUCK = "entered_in_error";

function Actions({ patient, stored, onChanged }: ShownProps) {
  const [asks, setAsks] = useAsked(stored.id, [STRUCK]);
  const forms = t().desk.forms;
  const base = `/patient/${patient}/phenotype`;
  return (
    <div class="row actions">
      <LinkButton kind="quiet" to={base}>
        {t().desk.phenotype.toAll}
      </LinkButton>
      {stored.status === "final" ? (
        <>
          <LinkButton kind="quiet" to={`${base}?medicine=${stored.id}&do=amend`}>
            {forms.amend}
          </LinkButton>
          <Button kind="quiet" onClick={() => setAsks(STRUCK)}>
            {forms.strikeOut}
          </Button>
        </>
      ) : (
        <span>{forms.struckOut}</span>
      )}
      {asks && (
        <ReasonDialog
          record={stored.id}
          act={asks}
          title={forms.strikeOutTitle}
          text={forms.strikeOutText}
          action={forms.strikeOut}
          danger
          onClose={() => setAsks(null)}
          onDone={async (reason) => {
            noteStored(await strikeOutMedicine(patient, stored, reason));
            onChanged();
          }}
        />
      )}
    </div>
  );
}
