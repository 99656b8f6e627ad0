/* Every version of a record: who wrote it, why, and what it changed. */
import type { Version, Versions } from "../../api/schema";
import { t } from "../../texts";
import { Awaited, useLoaded } from "../../ui/parts";
import { differences } from "./differing";
import { Scroll } from "./parts";
import { number, when, who } from "./show";
import { nameOf, type Write, written } from "./written";

const LONG = 160;

interface Props {
  load: () => Promise<Versions>;
  /* Changes when there may be a new version. */
  revision: number;
  labels: Record<string, string>;
  write?: Write;
  /* A version's content as it is compared, with what it left as it was before. */
  settle?: (after: Content, before: Content | undefined) => Content;
}

export type Content = Record<string, unknown>;

function settled(versions: Version[], settle: Props["settle"]): Content[] {
  const found: Content[] = [];
  for (const { content } of versions) {
    found.push(settle ? settle(content, found.at(-1)) : content);
  }
  return found;
}

export function History({ load, revision, labels, write, settle }: Props) {
  const versions = useLoaded(load, revision);
  const words = t().desk.forms;
  return (
    <section class="card">
      <h2>{words.history}</h2>
      <Awaited of={versions}>
        {({ items }) => {
          const contents = settled(items, settle);
          return (
            <ol class="versions">
              {items
                .map((version, at) => (
                  <li key={version.revision}>
                    <h3>{words.version(number(version.revision))}</h3>
                    <p class="soft">
                      {who(version.recorded_by, version.recorded_role)}, {when(version.recorded_at)}
                    </p>
                    <p>{said(version.reason, at)}</p>
                    {at > 0 && (
                      <Changes
                        label={words.version(number(version.revision))}
                        before={contents[at - 1]}
                        after={contents[at]}
                        labels={labels}
                        write={write}
                      />
                    )}
                  </li>
                ))
                .reverse()}
            </ol>
          );
        }}
      </Awaited>
    </section>
  );
}

function said(reason: string | null, at: number): string {
  const words = t().desk.forms;
  if (reason) return words.reasonWas(reason);
  return at === 0 ? words.first : words.noReason;
}

interface ChangesProps {
  label: string;
  before: unknown;
  after: unknown;
  labels: Record<string, string>;
  write: Write | undefined;
}

function Changes({ label, before, after, labels, write }: ChangesProps) {
  const words = t().desk.forms;
  const found = differences(before, after);
  if (!found.length) return <p>{words.nothingChanged}</p>;
  return (
    <Scroll label={label}>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.changedField}</th>
            <th scope="col">{words.before}</th>
            <th scope="col">{words.after}</th>
          </tr>
        </thead>
        <tbody>
          {found.map(({ path, one, other }) => (
            <tr key={path}>
              <th scope="row">{nameOf(path, labels)}</th>
              <td>
                <Value text={written(path, one, labels, write)} />
              </td>
              <td>
                <Value text={written(path, other, labels, write)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/* A long value, such as a whole session, is opened on demand. */
function Value({ text }: { text: string }) {
  if (text.length < LONG) return <>{text}</>;
  return (
    <details>
      <summary>{t().desk.forms.showWhole}</summary>
      {text}
    </details>
  );
}
