/* One sample: its results, what can be done with it, and every version. */
import type { Labs } from "../../../api/schema";
import { api, ask } from "../../../api/server";
import { t } from "../../../texts";
import { Awaited, Button, LinkButton, Title, useLoaded } from "../../../ui/parts";
import { ReasonDialog, useAsked } from "../../forms/dialogs";
import { type Content, History } from "../../forms/history";
import { Facts, noteStored, Recorded } from "../../forms/parts";
import { unit, when } from "../../forms/show";
import { known } from "../treatment/known";
import { Told } from "./over-time";
import { report as load } from "./reports";
import { strikeOutLabs } from "./wish";

export function ReportPage({ patient, id }: { patient: string; id: string }) {
  const found = useLoaded(() => load(patient, id), id);
  return (
    <>
      <Title>{t().desk.labs.oneTitle}</Title>
      <Awaited of={found}>
        {(report) => <Shown patient={patient} report={report} onChanged={found.reload} />}
      </Awaited>
    </>
  );
}

/* How a result's values are written out. */
export function writeLabs(name: string, value: unknown): string {
  const words = t().desk.labs;
  if (name === "lab") return known().labs.find(({ id }) => id === value)?.name ?? String(value);
  if (name === "unit") return unit(String(value));
  if (name === "result") return (words.strip as Record<string, string>)[String(value)] ?? "";
  if (name === "status") return (words.statuses as Record<string, string>)[String(value)] ?? "";
  return "";
}

/* The names of the fields, and those of the analytes under which the form keeps them. */
export function labLabels(): Record<string, string> {
  return {
    ...t().desk.labs.fields,
    ...Object.fromEntries(known().labs.map(({ id, name }) => [id, name])),
  };
}

/* Results are compared by their analyte, wherever they stand in the list. */
function byAnalyte(content: Content): Content {
  const results = (content.results ?? []) as { lab: string }[];
  return {
    ...content,
    results: Object.fromEntries(results.map(({ lab, ...result }) => [lab, result])),
  };
}

interface ShownProps {
  patient: string;
  report: Labs;
  onChanged: () => void;
}

function Shown({ patient, report, onChanged }: ShownProps) {
  const words = t().desk.labs;
  return (
    <>
      <Recorded record={report} />
      <section class="card">
        <Facts
          of={[
            [words.fields.taken_at, when(report.taken_at)],
            [words.fields.laboratory, report.laboratory],
          ]}
        />
        <dl class="facts">
          {known().labs.map((lab) => {
            const result = report.results.find((each) => each.lab === lab.id);
            return result ? (
              <div key={lab.id}>
                <dt>{lab.name}</dt>
                <dd>
                  <Told result={result} lab={lab} />
                </dd>
              </div>
            ) : null;
          })}
        </dl>
      </section>
      <Actions patient={patient} report={report} onChanged={onChanged} />
      <History
        revision={report.revision}
        labels={labLabels()}
        write={writeLabs}
        settle={byAnalyte}
        load={() =>
          ask(
            api.GET("/api/v1/patients/{patient_id}/labs/{report_id}/revisions", {
              params: { path: { patient_id: patient, report_id: report.id } },
            }),
          )
        }
      />
    </>
  );
}

const STRUCK = "entered_in_error";

function Actions({ patient, report, onChanged }: ShownProps) {
  const [asks, setAsks] = useAsked(report.id, [STRUCK]);
  const forms = t().desk.forms;
  const here = `/patient/${patient}/labs`;
  return (
    <div class="row actions">
      <LinkButton kind="quiet" to={here}>
        {t().desk.labs.toAll}
      </LinkButton>
      {report.status === "final" ? (
        <>
          <LinkButton kind="quiet" to={`${here}?report=${report.id}&do=amend`}>
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
          record={report.id}
          act={asks}
          title={forms.strikeOutTitle}
          text={forms.strikeOutText}
          action={forms.strikeOut}
          danger
          onClose={() => setAsks(null)}
          onDone={async (reason) => {
            noteStored(await strikeOutLabs(patient, report, reason));
            onChanged();
          }}
        />
      )}
    </div>
  );
}
