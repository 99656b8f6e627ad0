/* The frame of the desk: who is signed in, where one may go, and the page. */
import type { ComponentType } from "preact";
import { zone } from "../formats";
import { go, match, path } from "../router";
import { account, phase, signOut } from "../session";
import { t } from "../texts";
import { Button, LinkButton, Title } from "../ui/parts";
import { SignIn } from "../ui/sign-in";
import { CallCount, CallWatch } from "./calls/watch";
import { IdleWarning } from "./idle-warning";
import { OPEN_PAGES, type Params, SPECIALIST_PAGES, STAFF_PAGES } from "./pages";
import { Shortcuts } from "./shortcuts";
import "./shell.css";

export function Desk() {
  const at = path.value;
  const isIn = phase.value === "signed_in" && account.value?.role !== "patient";
  const hasPatients = isIn && account.value?.role === "specialist";
  return (
    <div class="desk">
      <header class="desk-top">
        <SkipLink at={at} />
        <p class="name">
          <img src="/icon.png" alt="" width="32" height="32" />
          {t().common.product}
        </p>
        {isIn && <Nav at={at} />}
        {isIn && <p class="who">{t().shell.signedInAs(account.value?.name ?? "")}</p>}
        {isIn && <Shortcuts />}
        {isIn && <IdleWarning />}
        {hasPatients && <CallWatch />}
        {phase.value === "signed_in" && <SignOut />}
      </header>
      <main id="content" tabIndex={-1}>
        <Page at={at} />
      </main>
      {isIn && (
        <footer class="desk-foot no-print">{t().desk.nav.zone(zone().replaceAll("_", " "))}</footer>
      )}
    </div>
  );
}

/* Past the navigation; the address stays as it is, since it names the page. */
function SkipLink({ at }: { at: string }) {
  return (
    <a
      class="skip"
      href={`#${at}`}
      onClick={(event) => {
        event.preventDefault();
        document.getElementById("content")?.focus();
      }}
    >
      {t().shell.skipToContent}
    </a>
  );
}

function Nav({ at }: { at: string }) {
  const isSpecialist = account.value?.role === "specialist";
  const places = isSpecialist
    ? (["list", "people", "account"] as const)
    : (["people", "account"] as const);
  const link = { list: "/", people: "/people", account: "/account" };
  return (
    <nav class="desk-nav" aria-label={t().desk.nav.label}>
      <ul>
        {places.map((name) => (
          <li key={name}>
            <a href={`#${link[name]}`} aria-current={at === link[name] ? "page" : undefined}>
              {t().desk.nav[name]}
              {name === "list" && <CallCount />}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function SignOut() {
  return (
    <Button
      kind="quiet"
      onClick={async () => {
        await signOut({ discard: true });
        go("/");
      }}
    >
      {t().shell.signOut}
    </Button>
  );
}

function Page({ at }: { at: string }) {
  const open = found(OPEN_PAGES, at);
  if (open) return open;
  if (phase.value === "starting") return <p role="status">{t().common.wait}</p>;
  if (phase.value !== "signed_in") {
    return (
      <div class="narrow">
        <SignIn kept={t().desk.nav.locked} />
        <LinkButton to="/reset" kind="quiet" wide>
          {t().desk.reset.forgot}
        </LinkButton>
      </div>
    );
  }
  const role = account.value?.role;
  if (role === "patient") return <Title>{t().shell.staffOnly}</Title>;
  const pages = role === "specialist" ? [...SPECIALIST_PAGES, ...STAFF_PAGES] : STAFF_PAGES;
  const page = found(pages, at);
  if (!page && at === "/") go("/people", { replace: true });
  return page ?? <Title>{t().common.notFound}</Title>;
}

function found(pages: [string, ComponentType<Params>][], at: string) {
  for (const [pattern, Found] of pages) {
    const params = match(pattern, at);
    if (params) return <Found key={at} params={params} />;
  }
  return null;
}
