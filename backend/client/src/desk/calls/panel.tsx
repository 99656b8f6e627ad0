/* Calls for help that wait, above everything else of the patient. */
import { useEffect, useRef, useState } from "preact/hooks";
import { path } from "../../router";
import { t } from "../../texts";
import { LinkButton } from "../../ui/parts";
import type { Call } from "./calls";
import "./calls.css";
import { typed } from "../typed";
import { OpenCall, placeOf } from "./open-call";

interface Props {
  patientId: string;
  calls: Call[];
  onAnswered: () => void;
}

export function CallsPanel({ patientId, calls, onAnswered }: Props) {
  const words = t().desk.calls;
  const [told, setTold] = useState("");
  const saying = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (told) saying.current?.focus();
  }, [told]);
  const notes = `/patient/${patientId}/notes`;
  // One that a colleague answers meanwhile stays as long as it holds a text of one's own.
  const open = calls.filter(
    ({ id, answered_at }) => answered_at === null || typed(placeOf(id)).text.trim(),
  );
  return (
    <>
      {open.length > 0 && (
        <section class="calls-panel" aria-labelledby="calls-title">
          <h2 id="calls-title">{words.title}</h2>
          <p>{words.lead}</p>
          {open.map((call) => (
            <OpenCall
              key={call.id}
              patientId={patientId}
              call={call}
              onAnswered={() => {
                setTold(words.answered);
                onAnswered();
              }}
            />
          ))}
        </section>
      )}
      <div role="status" tabIndex={-1} ref={saying}>
        {told && (
          <div class="banner good">
            <p>{told}</p>
            {path.value !== notes && (
              <LinkButton to={notes} kind="quiet">
                {words.toHistory}
              </LinkButton>
            )}
          </div>
        )}
      </div>
    </>
  );
}
