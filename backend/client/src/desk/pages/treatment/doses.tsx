/* What the patient took at home, as the patient wrote it. */
import type { Dose } from "../../../api/schema";
import { Refused } from "../../../api/server";
import { moment } from "../../../days";
import { language, t } from "../../../texts";
import { Awaited, Title, useLoaded } from "../../../ui/parts";
import { Scroll } from "../../forms/parts";
import { amount, day, number } from "../../forms/show";
import { drugName, routeName } from "./known";
import { doses } from "./records";

const AT_ONCE = 200;

/* Null where the patient doesn't share them. */
async function shared(patient: string): Promise<{ items: Dose[] | null }> {
  try {
    return { items: await doses(patient) };
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return { items: null };
    throw error;
  }
}

export function DosesPart({ patient }: { patient: string }) {
  const found = useLoaded(() => shared(patient), patient);
  const words = t().desk.treatment.doses;
  return (
    <>
      <Title>{words.title}</Title>
      <p>{words.text}</p>
      <Awaited of={found}>
        {({ items }) => {
          if (!items) return <p>{words.withheld}</p>;
          if (!items.length) return <p>{words.nothing}</p>;
          return (
            <>
              <Table all={items} />
              {items.length === AT_ONCE && (
                <p class="soft">{t().desk.forms.shownOf(number(AT_ONCE))}</p>
              )}
            </>
          );
        }}
      </Awaited>
    </>
  );
}

function Table({ all }: { all: Dose[] }) {
  const words = t().desk.treatment.doses;
  return (
    <Scroll label={words.title}>
      <table class="wide-table">
        <thead>
          <tr>
            <th scope="col">{words.takenAt}</th>
            <th scope="col">{words.day}</th>
            <th scope="col">{words.what}</th>
            <th scope="col">{words.dose}</th>
            <th scope="col">{words.asPlanned}</th>
            <th scope="col">{words.note}</th>
            <th scope="col">{words.findings}</th>
          </tr>
        </thead>
        <tbody>
          {all.map((dose) => (
            <tr key={dose.id}>
              <th scope="row">{moment(dose.taken_at, language(), dose.time_zone)}</th>
              <td>{day(dose.day)}</td>
              <td>
                {drugName(dose.drug)}, {routeName(dose.route)}
              </td>
              <td>{amount(dose.dose_mg, "mg")}</td>
              <td>{dose.as_planned ? t().common.yes : t().common.no}</td>
              <td>{dose.note ?? t().desk.forms.empty}</td>
              <td>
                <Findings dose={dose} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Findings({ dose }: { dose: Dose }) {
  const words = t().desk.treatment;
  if (dose.status === "entered_in_error") return <>{t().desk.forms.struckOut}</>;
  return (
    <>
      {dose.unconfirmed && <span class="badge bad">{words.sessions.waitsForLook}</span>}
      {dose.findings.map(({ text }) => (
        <span key={text} class="block">
          {text}
        </span>
      ))}
      {!dose.findings.length && t().desk.forms.empty}
    </>
  );
}
