/* For a person who does not feel safe: whom to call, and honestly who knows. */
import { useEffect } from "preact/hooks";
import { catalogue } from "../../../catalogue/catalogue";
import { moment } from "../../../days";
import { zone } from "../../../formats";
import { type Contact, NOT_SAFE } from "../../../kept/notices";
import { go } from "../../../router";
import { account, phase } from "../../../session";
import { closeNotice, notices } from "../../../sync";
import { language, t } from "../../../texts";
import { Banner, Button, LinkButton, Title, useLoaded } from "../../../ui/parts";
import { Contacts } from "../../contacts";
import { kept } from "../../own/known";
import { hasClinic, lastPress, press, recall, type Told } from "./press";
import "./safe.css";

/* Always in reach, on every screen; the press itself is what is recorded. */
export function UnsafeButton() {
  return (
    <div class="unsafe">
      <Button
        kind="danger"
        onClick={() => {
          go("/safe");
          return press();
        }}
      >
        {t().phone.safe.button}
      </Button>
    </div>
  );
}

export function SafeScreen() {
  const words = t().phone.safe;
  const last = lastPress();
  useEffect(() => void recall(), [account.value?.id]);
  return (
    <>
      <Title>{words.title}</Title>
      <p class="danger-now">{words.dangerNow}</p>
      <Whom />
      <WhoKnows />
      {last?.told === "told" && <Message />}
      {last && <p class="soft">{words.mistake}</p>}
      <LinkButton to="/" kind="quiet" wide>
        {words.leave}
      </LinkButton>
    </>
  );
}

/* The catalogue's words of a press. They say that the team is being told: not before it is. */
function Message() {
  const found = loadedFlags().find(({ id }) => id === NOT_SAFE);
  return found?.message ? <p>{found.message}</p> : null;
}

/* Without a network at the first start there is no catalogue. */
function loadedFlags() {
  try {
    return catalogue().flags;
  } catch {
    return [];
  }
}

/* The clinic's contacts, from what is kept, or from its own answer to the press. */
function Whom() {
  const words = t().phone.safe;
  const who = hasClinic() ? account.value?.id : undefined;
  const told = notices.value.find(({ id }) => id === NOT_SAFE);
  const loaded = useLoaded(async () => (who ? await contactsKept() : []), `${who}/${told?.id}`);
  // What the clinic answers to the press is this very screen: it needs no dialog over it.
  useEffect(() => {
    if (told && loaded.value?.length) void closeNotice(told.id);
  }, [told, loaded.value]);
  const contacts = loaded.value?.length ? loaded.value : (told?.crisis_contacts ?? []);
  if (!contacts.length) return loaded.value ? <p>{words.noContacts}</p> : null;
  return (
    <section aria-labelledby="safe-whom">
      <h2 id="safe-whom">{words.callNow}</h2>
      <Contacts contacts={contacts} />
    </section>
  );
}

async function contactsKept(): Promise<Contact[]> {
  const clinic = await kept<{ crisis_contacts: Contact[] }>("clinic").catch(() => undefined);
  return clinic?.value.crisis_contacts ?? [];
}

const KINDS: Record<Told, "good" | "warn" | "bad"> = {
  keeping: "warn",
  waiting: "warn",
  refused: "bad",
  unknown: "bad",
  told: "good",
};

/* Whether the clinic has been told: what is certain, and what is not. */
function WhoKnows() {
  const words = t().phone.safe;
  const last = lastPress();
  if (!hasClinic()) {
    return (
      <Banner role="status">
        <p>{words.notSignedIn}</p>
      </Banner>
    );
  }
  if (!last) {
    return (
      <Banner role="status">
        <p>{words.notPressed}</p>
      </Banner>
    );
  }
  const isLocked = phase.value === "locked" && last.told === "waiting";
  const when = moment(last.at, language(), zone());
  return (
    <Banner kind={KINDS[last.told]} role="status">
      <p>{words.pressedAt(when)}</p>
      <p>
        <strong>{isLocked ? words.told.locked : words.told[last.told]}</strong>
      </p>
    </Banner>
  );
}
