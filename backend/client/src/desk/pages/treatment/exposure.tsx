/* The exposure ledger: how often and how much, by drug and route, never added up across them. */
import type { Exposure, ExposureFigures } from "../../../api/schema";
import { counted, t } from "../../../texts";
import { Awaited, Banner, Title, useLoaded } from "../../../ui/parts";
import { Scroll } from "../../forms/parts";
import { amount, day } from "../../forms/show";
import { drugName, routeName } from "./known";
import { exposure } from "./records";

const PERIODS = ["30_days", "90_days", "365_days", "lifetime"] as const;

export function ExposurePart({ patient }: { patient: string }) {
  const found = useLoaded(() => exposure(patient), patient);
  const words = t().desk.treatment.exposure;
  return (
    <>
      <Title>{words.title}</Title>
      <p>{words.text}</p>
      <Awaited of={found}>
        {(ledger) => (
          <>
            <p>{words.asOf(day(ledger.as_of))}</p>
            {ledger.withheld.length > 0 && <Banner>{words.withheld}</Banner>}
            {ledger.items.length ? <Ledger of={ledger} /> : <p>{words.nothing}</p>}
          </>
        )}
      </Awaited>
    </>
  );
}

function Ledger({ of }: { of: Exposure }) {
  const words = t().desk.treatment.exposure;
  return (
    <Scroll label={words.title}>
      <table class="wide-table ledger">
        <thead>
          <tr>
            <th scope="col">{words.what}</th>
            <th scope="col">{words.source}</th>
            {PERIODS.map((period) => (
              <th key={period} scope="col" class="number">
                {words.periods[period]}
              </th>
            ))}
          </tr>
        </thead>
        {of.items.map(({ drug, route, sessions, home_doses, total }) => {
          const lines = [
            [words.sessions, sessions],
            [words.home, home_doses],
            [words.total, total],
          ] as const;
          return (
            <tbody key={`${drug} ${route}`}>
              {lines.map(([name, figures], at) => (
                <tr key={name}>
                  {at === 0 && (
                    <th scope="rowgroup" rowSpan={lines.length}>
                      {drugName(drug)}, {routeName(route)}
                    </th>
                  )}
                  <th scope="row">{name}</th>
                  <Figures of={figures} />
                </tr>
              ))}
            </tbody>
          );
        })}
      </table>
    </Scroll>
  );
}

function Figures({ of }: { of: ExposureFigures | null }) {
  const words = t().desk.treatment.exposure;
  return (
    <>
      {PERIODS.map((period) => (
        <td key={period} class="number">
          {of
            ? `${counted(of[`count_${period}`], words.times)}, ${amount(of[`mg_${period}`], "mg", 1)}`
            : words.notShared}
        </td>
      ))}
    </>
  );
}
