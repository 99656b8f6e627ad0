/* Shows what somebody else has stored in the meantime, and lets the person decide. */
import { t } from "../../texts";
import { Button } from "../../ui/parts";
import { differences } from "./differing";
import { useFocused } from "./record-form";
import { number, when, who } from "./show";
import type { RecordForm, Stored } from "./use-record-form";
import { nameOf, written } from "./written";

interface Props<T extends object, D extends Stored> {
  form: RecordForm<T, D>;
  labels: Record<string, string>;
  write: ((name: string, value: unknown) => string) | undefined;
}

export function StalePanel<T extends object, D extends Stored>({
  form,
  labels,
  write,
}: Props<T, D>) {
  const { theirs } = form;
  const place = useFocused(theirs !== null, form.attempts);
  if (!theirs) return null;
  const words = t().desk.forms;
  const differing = differences(form.values, form.valuesOf(theirs)).filter(
    ({ path }) => path !== "reason",
  );
  /* One field, or the whole list or table in which it stands. */
  const take = (path: string) => {
    const name = (path.split(".")[0] ?? path) as keyof T;
    form.set({ [name]: form.valuesOf(theirs)[name] } as unknown as Partial<T>);
  };
  return (
    <div class="banner warn" role="alert" tabIndex={-1} ref={place}>
      <h2>{words.staleTitle}</h2>
      <p>{words.staleText}</p>
      <p>
        {words.recorded(
          number(theirs.revision),
          who(theirs.recorded_by, theirs.recorded_role),
          when(theirs.recorded_at),
        )}
      </p>
      {differing.length === 0 && <p>{words.staleSame}</p>}
      {differing.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">{words.staleField}</th>
              <th scope="col">{words.staleMine}</th>
              <th scope="col">{words.staleTheirs}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {differing.map(({ path, one, other }) => (
              <tr key={path}>
                <th scope="row">{nameOf(path, labels)}</th>
                <td>{written(path, one, labels, write)}</td>
                <td>{written(path, other, labels, write)}</td>
                <td>
                  <Button kind="quiet" onClick={() => take(path)}>
                    {words.takeThis}
                    <span class="visually-hidden"> {nameOf(path, labels)}</span>
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <div class="row">
        <Button onClick={form.takeTheirs}>{words.takeTheirs}</Button>
        <Button kind="quiet" onClick={form.keepMine}>
          {words.keepMine}
        </Button>
      </div>
    </div>
  );
}
