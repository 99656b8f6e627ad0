/* What the clinic couldn't take, and what was written in two places: the person decides. */
import type * as diary from "../../../kept/diary";
import * as store from "../../../kept/store";
import { me } from "../../../session";
import { version, waiting } from "../../../sync";
import { t } from "../../../texts";
import { Awaited, LinkButton, Title, useLoaded } from "../../../ui/parts";
import type { Params } from "../../screens";
import { Conflict } from "./conflict";
import { MomentConflict } from "./moment-conflict";
import { RefusedEntry } from "./refused";
import "./attention.css";

const KINDS = ["day/", "moment/"];

export function AttentionScreen(_: Params) {
  const words = t().phone.attention;
  const loaded = useLoaded(conflicts, version.value);
  const refused = waiting.value.filter((item) => item.refused);
  return (
    <>
      <Title>{words.title}</Title>
      <Awaited of={loaded}>
        {(open) =>
          refused.length + open.length === 0 ? (
            <p role="status">{words.nothing}</p>
          ) : (
            <>
              <p class="soft">{words.hint}</p>
              {refused.map((item) => (
                <RefusedEntry key={item.seq} item={item} />
              ))}
              {open.map((entry) =>
                entry.kind === "day" ? (
                  <Conflict key={entry.day} entry={entry} />
                ) : (
                  <MomentConflict key={entry.id} entry={entry} />
                ),
              )}
            </>
          )
        }
      </Awaited>
      <LinkButton to="/" kind="quiet" wide>
        {refused.length || loaded.value?.length ? words.later : t().phone.today.title}
      </LinkButton>
    </>
  );
}

/* The days and moments of which another version waits for a decision. */
async function conflicts(): Promise<diary.Entry[]> {
  const found = await Promise.all(
    KINDS.map((kind) => store.readBetween<diary.Entry>(me().id, kind)),
  );
  const decided = new Set(
    waiting.value.filter(({ write }) => write?.resolves).map(({ entry }) => entry),
  );
  return found.flatMap((entries, at) =>
    [...entries]
      .filter(([name, { conflicts }]) => conflicts.length && !decided.has(`${KINDS[at]}${name}`))
      .map(([, entry]) => entry),
  );
}
