/* A patient's calls for help that wait, on that patient's pages. */
import { Awaited } from "../../ui/parts";
import { look, looks, useWatched } from "../watch";
import { callsOf } from "./calls";
import { CallsPanel } from "./panel";

interface Props {
  id: string;
  /* A call was answered here. */
  onAnswered?: () => void;
}

export function PatientCalls({ id, onAnswered }: Props) {
  const calls = useWatched(() => callsOf(id), id, looks.value);
  const answered = () => {
    calls.reload();
    void look();
    onAnswered?.();
  };
  return (
    <div class="patient-calls">
      {calls.error || calls.value ? (
        <Awaited of={calls}>
          {({ items }) => <CallsPanel patientId={id} calls={items} onAnswered={answered} />}
        </Awaited>
      ) : null}
    </div>
  );
}
