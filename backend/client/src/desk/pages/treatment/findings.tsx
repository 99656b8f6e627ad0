/* What the server finds remarkable about a plan or a record, and how its author answers. */
import { useState } from "preact/hooks";
import type { Finding } from "../../../api/schema";
import { Refused } from "../../../api/server";
import { t } from "../../../texts";
import { Tick } from "../../../ui/fields";
import { Banner, Button } from "../../../ui/parts";
import { refusalText, useFocused } from "../../forms/record-form";
import type { RecordForm, Stored } from "../../forms/use-record-form";

/* Whether a finding is one that a second person has to look at. */
const isBeyond = ({ code }: Finding) => code === "beyond_limit" || code === "plan_beyond_limit";

/* The findings in the server's own sentences. */
export function FindingsList({ findings }: { findings: Finding[] }) {
  if (!findings.length) return null;
  const words = t().desk.treatment.findings;
  return (
    <Banner kind={findings.some(isBeyond) ? "bad" : "warn"}>
      <p>
        <strong>{words.title}</strong>
      </p>
      <ul class="flaws">
        {findings.map((finding) => (
          <li key={`${finding.code} ${finding.text}`}>{finding.text}</li>
        ))}
      </ul>
    </Banner>
  );
}

interface PanelProps<T extends object, D extends Stored> {
  form: RecordForm<T, D>;
}

/* Asks to check what is unusual, or for a second person; null unless the server asked. */
export function FindingsPanel<T extends object, D extends Stored>({ form }: PanelProps<T, D>) {
  const { error, attempts } = form;
  const place = useFocused(Boolean(error), attempts);
  if (!(error instanceof Refused))
    return error ? <Other error={error} attempts={attempts} /> : null;
  const findings = (error.problem.findings ?? []) as Finding[];
  if (error.code === "second_person_needed") {
    return (
      <div class="banner bad" role="alert" tabIndex={-1} ref={place}>
        <SecondPerson findings={findings} onAgain={() => form.save()} />
      </div>
    );
  }
  if (error.code !== "confirmation_needed") return <Other error={error} attempts={attempts} />;
  return (
    <div class="banner warn" role="alert" tabIndex={-1} ref={place}>
      <ToConfirm findings={findings} onConfirm={() => form.save(named(findings))} />
    </div>
  );
}

function Other({ error, attempts }: { error: unknown; attempts: number }) {
  const place = useFocused(true, attempts);
  return (
    <div class="banner bad" role="alert" tabIndex={-1} ref={place}>
      <h2>{t().common.problemTitle}</h2>
      <p>{refusalText(error)}</p>
      <p>{t().desk.forms.notSaved}</p>
    </div>
  );
}

function named(findings: Finding[]): string[] {
  return [...new Set(findings.flatMap(({ quantity }) => (quantity ? [quantity] : [])))];
}

interface ConfirmProps {
  findings: Finding[];
  onConfirm: () => Promise<void>;
}

/* Each unusual value is ticked by itself, so that none is confirmed unread. */
function ToConfirm({ findings, onConfirm }: ConfirmProps) {
  const [meant, setMeant] = useState<string[]>([]);
  const words = t().desk.treatment.findings;
  const isAll = named(findings).every((quantity) => meant.includes(quantity));
  return (
    <>
      <h2>{words.confirmTitle}</h2>
      <p>{words.confirmText}</p>
      <ul class="choices">
        {findings.map(({ text, quantity = "" }) => (
          <li key={text}>
            <p>{text}</p>
            <Tick
              label={words.meant}
              checked={meant.includes(quantity)}
              onChange={(checked) =>
                setMeant((before) =>
                  checked ? [...before, quantity] : before.filter((each) => each !== quantity),
                )
              }
            />
          </li>
        ))}
      </ul>
      <p>{words.orChange}</p>
      <Button disabled={!isAll} onClick={onConfirm}>
        {words.confirm}
      </Button>
    </>
  );
}

interface SecondProps {
  findings: Finding[];
  onAgain: () => Promise<void>;
}

function SecondPerson({ findings, onAgain }: SecondProps) {
  const words = t().desk.treatment.findings;
  return (
    <>
      <h2>{words.secondTitle}</h2>
      <ul class="flaws">
        {findings.map(({ text }) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      <p>{words.secondText}</p>
      <ol class="steps">
        <li>{words.secondStep1}</li>
        <li>{words.secondStep2}</li>
        <li>{words.secondStep3}</li>
      </ol>
      <Button onClick={onAgain}>{words.secondAgain}</Button>
    </>
  );
}
