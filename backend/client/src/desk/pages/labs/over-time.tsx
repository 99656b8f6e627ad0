/* Every analyte over time, the latest sample first; what is above its limit is said in words. */
import type { LabResult, Labs } from "../../../api/schema";
import { t } from "../../../texts";
import { Scroll } from "../../forms/parts";
import { day, forInput, number, unit } from "../../forms/show";
import { known, type Lab } from "../treatment/known";
import { STRIP } from "./wish";

export function OverTime({ patient, all }: { patient: string; all: Labs[] }) {
  const words = t().desk.labs;
  const standing = all.filter(({ status }) => status === "final");
  const struckOut = all.filter(({ status }) => status !== "final");
  const used = known().labs.filter(({ id }) =>
    standing.some(({ results }) => results.some((each) => each.lab === id)),
  );
  return (
    <>
      <p class="soft">{words.tableText}</p>
      <Scroll label={words.title}>
        <table class="labs">
          <thead>
            <tr>
              <th scope="col">{words.analyte}</th>
              {standing.map((each) => (
                <th key={each.id} scope="col">
                  <ReportLink patient={patient} report={each} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {used.map((lab) => (
              <tr key={lab.id}>
                <th scope="row">{lab.name}</th>
                {standing.map((each) => (
                  <td key={each.id}>
                    <Told result={each.results.find((one) => one.lab === lab.id)} lab={lab} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {struckOut.length > 0 && (
        <>
          <h2>{words.struckOut}</h2>
          <ul>
            {struckOut.map((each) => (
              <li key={each.id}>
                <ReportLink patient={patient} report={each} />
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function ReportLink({ patient, report }: { patient: string; report: Labs }) {
  return (
    <a href={`#/patient/${patient}/labs?report=${report.id}`}>
      {day(forInput(report.taken_at).slice(0, 10))}
    </a>
  );
}

interface ToldProps {
  result: LabResult | undefined;
  lab: Lab;
}

/* One result in words: its value, and how it lies to the laboratory's own limit. */
export function Told({ result, lab }: ToldProps) {
  const words = t().desk.labs;
  if (!result) return <>{t().desk.forms.empty}</>;
  if (!lab.unit) {
    const isClear = result.result === STRIP[0];
    return (
      <>
        {(words.strip as Record<string, string>)[result.result ?? ""] ?? result.result}{" "}
        {!isClear && <span class="badge warn">{words.found}</span>}
      </>
    );
  }
  const times = result.times_upper_limit;
  return (
    <>
      {number(result.value ?? 0)} {unit(result.unit ?? "")}
      {result.upper_limit !== undefined && (
        <span class="block soft">{words.limit(number(result.upper_limit))}</span>
      )}
      {times !== null && times > 1 && (
        <span class="badge warn">{words.times(number(times, 2))}</span>
      )}
    </>
  );
}
