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
import { kept, useKnown } from "../../own/known";
import { askWhetherSeen, SEEN } from "../../seen-by-clinic";
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
  useEffect(() => void recall(), [account.value?.id]);
  return (
    <>
      <Title>{words.title}</Title>
      <p class="danger-now">{words.dangerNow}</p>
      <Whom />
      {hasClinic() ? <WhoKnows /> : <Stranger />}
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

function Stranger() {
  return (
    <Banner role="status">
      <p>{t().phone.safe.notSignedIn}</p>
    </Banner>
  );
}

/* Whether the clinic has been told: what is certain, and what is not. */
function WhoKnows() {
  const words = t().phone.safe;
  const last = lastPress();
  const { known } = useKnown<boolean>(SEEN, askWhetherSeen, last?.told);
  const isUnseen = known?.value === false;
  if (!last) {
    return (
      <Banner role="status">
        <p>{isUnseen ? words.notPressedUnseen : words.notPressed}</p>
      </Banner>
    );
  }
  const when = moment(last.at, language(), zone());
  return (
    <>
      <Banner kind={last.told === "told" && isUnseen ? "bad" : KINDS[last.told]} role="status">
        <p>{words.pressedAt(when)}</p>
        <p>
          <strong>{textOf(last.told, isUnseen)}</strong>
        </p>
      </Banner>
      {last.told === "told" && !isUnseen && <Message />}
      <p class="soft">{isUnseen ? words.mistakeUnseen : words.mistake}</p>
    </>
  );
}

function textOf(told: Told, isUnseen: boolean): string {
  const words = t().phone.safe.told;
  if (told === "told") return isUnseen ? words.unseen : words.told;
  return told === "waiting" && phase.value === "locked" ? words.locked : words[told];
}
