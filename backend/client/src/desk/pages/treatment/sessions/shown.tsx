/* What a session says, for reading. */
import type { ComponentChildren } from "preact";
import type { Session } from "../../../../api/schema";
import { t } from "../../../../texts";
import { Facts, Scroll } from "../../../forms/parts";
import { amount, day, number, unit, when, who } from "../../../forms/show";
import { drugName, known, routeName, sessionField, vitalSigns, word } from "../known";
import type { Given } from "./given-values";
import { workedOut } from "./judging";
import type { Plan } from "./plan-wish";

interface Props {
  patient: string;
  session: Session;
}

type Said = Partial<Omit<Given, keyof Plan> & Plan>;
type Row = [name: string, write: (said: Said) => string | null];
const DIGITS = 3;

export function SessionFacts({ patient, session }: Props) {
  const words = t().desk.treatment;
  const given = session.given as Given | null;
  return (
    <>
      <section class="card">
        <h2>{words.sessions.planAndGiven}</h2>
        <PlanAndGiven plan={session.plan as Plan | null} given={given} />
        <Facts
          of={[
            [words.fields.deviation_reason, session.deviation_reason],
            [words.fields.cancel_reason, session.cancel_reason],
          ]}
        />
        <p>
          <a href={`#/patient/${patient}/treatment/orders/${session.order_id}`}>
            {words.sessions.toOrder}
          </a>
        </p>
      </section>
      {given && <GivenFacts given={given} />}
    </>
  );
}

function rows(): Row[] {
  const { fields, worked } = t().desk.treatment;
  const figures = (said: Said) =>
    workedOut({
      drug: said.drug ?? "",
      route: said.route ?? "",
      doseMg: said.dose_mg ?? null,
      weightKg: said.weight_kg ?? null,
      minutes: said.infusion_minutes ?? null,
      strength: null,
    });
  const of = (value: number | null | undefined, id: string) =>
    value === null || value === undefined ? null : amount(value, id, DIGITS);
  return [
    [fields.starts_at, (said) => at(said.started_at ?? said.starts_at)],
    [fields.ended_at, (said) => at(said.ended_at)],
    [fields.setting, (said) => (said.setting ? word("setting", said.setting) : null)],
    [fields.drug, (said) => (said.drug ? drugName(said.drug) : null)],
    [fields.route, (said) => (said.route ? routeName(said.route) : null)],
    [fields.dose, (said) => of(said.dose_mg, "mg")],
    [fields.duration, (said) => of(said.infusion_minutes, "min")],
    [
      fields.strength,
      ({ product_strength }) =>
        product_strength ? amount(product_strength.value, product_strength.unit) : null,
    ],
    [fields.weight, (said) => of(said.weight_kg, "kg")],
    [fields.weighed_on, (said) => (said.weighed_on ? day(said.weighed_on) : null)],
    [worked.perKg, (said) => of(figures(said).perKg, "mg/kg")],
    [worked.perHour, (said) => of(figures(said).perHour, "mg/h")],
    [worked.perKgPerHour, (said) => of(figures(said).perKgPerHour, "mg/kg/h")],
  ];
}

const at = (moment: string | undefined) => (moment ? when(moment) : null);

function PlanAndGiven({ plan, given }: { plan: Plan | null; given: Given | null }) {
  const words = t().desk.treatment.sessions;
  const nothing = t().desk.forms.empty;
  const { fields } = t().desk.treatment;
  const mustAgree = [fields.drug, fields.route, fields.dose, fields.duration];
  return (
    <Scroll label={words.planAndGiven}>
      <table class="wide-table">
        <thead>
          <tr>
            <th scope="col">{words.what}</th>
            <th scope="col">{words.planned}</th>
            <th scope="col">{words.given}</th>
          </tr>
        </thead>
        <tbody>
          {rows().map(([name, write]) => {
            const [one, other] = [plan && write(plan), given && write(given)];
            if (!one && !other) return null;
            const differs = one && other && one !== other && mustAgree.includes(name);
            return (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{one || nothing}</td>
                <td>
                  {other || nothing} {differs && <span class="badge warn">{words.isOther}</span>}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroll>
  );
}

function GivenFacts({ given }: { given: Given }) {
  const words = t().desk.treatment;
  const { fields } = words;
  const nothing = t().common.none;
  const medicines = (list: Given["premedication"]) =>
    list
      .map(({ name, dose, unit: of }) =>
        dose ? `${name} ${number(dose)} ${unit(of ?? "")}` : name,
      )
      .join("; ") || nothing;
  return (
    <>
      <section class="card">
        <h2>{words.sessions.beforeGroup}</h2>
        <Facts
          of={[
            [fields.batch, given.batch ?? null],
            [fields.escort_present, yesNo(given.escort_present)],
            [fields.fasting, yesNo(given.fasting)],
            [fields.pregnancy_test, word("pregnancy", given.pregnancy_test)],
            [fields.premedication, medicines(given.premedication)],
            [
              fields.concomitant_24h,
              given.concomitant_24h.map(otherMedicine).join("; ") || nothing,
            ],
            [fields.relief_expected, figure(given.relief_expected)],
          ]}
        />
      </section>
      <section class="card">
        <h2>{fields.vitals}</h2>
        <VitalsShown given={given} />
      </section>
      <section class="card">
        <h2>{words.sessions.courseGroup}</h2>
        <Facts
          of={[
            [words.sessions.painChange, words.sessions.painFromTo(...pains(given))],
            [fields.sedation_moaas_min, figure(given.sedation_moaas_min)],
            [fields.dissociation_peak, figure(given.dissociation_peak)],
            [fields.nausea_vomiting, figure(given.nausea_vomiting)],
            [fields.anxiety_peak, figure(given.anxiety_peak)],
            [fields.cadss6_total, figure(given.cadss6_total)],
            [fields.changed, word("changed", given.changed)],
            [fields.stop_reason, given.stop_reason ?? null],
            [fields.rescue_given, medicines(given.rescue_given)],
            [fields.tolerability, word("tolerability", given.tolerability)],
            [
              fields.allocation_guess,
              given.allocation_guess && word("guess", given.allocation_guess),
            ],
          ]}
        />
        <h3>{fields.adverse_events}</h3>
        <Events given={given} />
      </section>
      <Discharge given={given} />
    </>
  );
}

const pains = ({ pain_before, pain_after }: Given) =>
  [number(pain_before), number(pain_after)] as const;
const figure = (value: number | null | undefined) =>
  value === null || value === undefined ? null : number(value);

function yesNo(value: boolean | null | undefined): string | null {
  if (value === null || value === undefined) return null;
  return value ? t().common.yes : t().common.no;
}

function otherMedicine(each: Given["concomitant_24h"][number]): string {
  const kind = each.class ? ` (${word("medicineClass", each.class)})` : "";
  return `${each.name}${kind}`;
}

function VitalsShown({ given }: { given: Given }) {
  const nothing = t().desk.forms.empty;
  return (
    <Scroll label={t().desk.treatment.fields.vitals}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t().desk.treatment.fields.timepoint}</th>
            {vitalSigns().map(({ id, unit: of }) => (
              <th key={id} scope="col">
                {word("vital", id)} <span class="soft">{unit(of)}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {(sessionField("vitals").timepoints ?? []).map((timepoint) => {
            const taken = given.vitals.find((each) => each.timepoint === timepoint);
            if (!taken) return null;
            return (
              <tr key={timepoint}>
                <th scope="row">
                  {word("timepoint", timepoint)}
                  {taken.taken_at && <span class="soft"> {when(taken.taken_at)}</span>}
                </th>
                {vitalSigns().map(({ id }) => (
                  <td key={id}>
                    {figure((taken as unknown as Record<string, number | null>)[id]) ?? nothing}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroll>
  );
}

function Events({ given }: { given: Given }): ComponentChildren {
  const { fields } = t().desk.treatment;
  if (!given.adverse_events.length) return <p>{t().common.none}</p>;
  return (
    <ul class="stack">
      {given.adverse_events.map((event) => (
        <li key={`${event.term_reported} ${event.onset_at}`}>
          <Facts
            of={[
              [fields.term_reported, event.term_reported],
              [fields.ctcae_grade, word("grade", String(event.ctcae_grade))],
              [fields.serious, yesNo(event.serious)],
              [
                fields.seriousness_criteria,
                (event.seriousness_criteria ?? []).map((id) => word("criterion", id)).join(", "),
              ],
              [fields.meddra_pt_name, event.meddra_pt_name],
              [fields.onset_at, at(event.onset_at ?? undefined)],
              [fields.resolved_at, at(event.resolved_at ?? undefined)],
              [fields.relatedness, event.relatedness && word("related", event.relatedness)],
              [fields.action_taken, event.action_taken],
              [fields.outcome, event.outcome && word("outcome", event.outcome)],
              [fields.reported_to_authority, yesNo(event.reported_to_authority)],
            ]}
          />
        </li>
      ))}
    </ul>
  );
}

function Discharge({ given }: { given: Given }) {
  const words = t().desk.treatment;
  return (
    <section class="card">
      <h2>{words.fields.discharge_checklist}</h2>
      <ul class="checklist">
        {known().discharge_criteria.map(({ id, text }) => {
          const isMet = given.discharge_checklist[id];
          return (
            <li key={id}>
              <span class={isMet ? "badge good" : "badge bad"}>
                {isMet ? words.sessions.met : words.sessions.notMet}
              </span>{" "}
              {text}
            </li>
          );
        })}
      </ul>
      <Facts
        of={[
          [words.fields.discharged_at, when(given.discharged_at)],
          [words.fields.discharged_by, given.discharged_by ? who(given.discharged_by) : null],
        ]}
      />
    </section>
  );
}
