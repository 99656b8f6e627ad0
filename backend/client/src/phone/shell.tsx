/* The frame of the phone: what is always in reach, and the screen in between. */
import type { ComponentType } from "preact";
import { match, path } from "../router";
import { account, phase } from "../session";
import { stopped } from "../sync";
import { t } from "../texts";
import { Banner, Button, LinkButton, Title } from "../ui/parts";
import { SignIn } from "../ui/sign-in";
import { awaitDiary, FirstLook, isDiaryAwaited } from "./first-look";
import { NoticesDialog } from "./notices";
import { OPEN_SCREENS, type Params, SCREENS } from "./screens";
import { SafeScreen, UnsafeButton } from "./screens/safe";
import "./shell.css";
import { SignOutScreen } from "./screens/sign-out";
import { newer, useNewer } from "./worker";

export function Phone() {
  const at = path.value;
  return (
    <div class="phone">
      <header class="phone-top">
        <img src="/icon.png" alt="" width="36" height="36" />
        <p class="name">{t().common.product}</p>
        <UnsafeButton />
      </header>
      <main>
        {(newer.value || stopped.value === "outdated") && (
          <Banner>
            <p>{t().shell.newVersion}</p>
            <Button kind="quiet" onClick={() => useNewer()}>
              {t().shell.useNewVersion}
            </Button>
          </Banner>
        )}
        <Screen at={at} />
      </main>
      {phase.value === "signed_in" && account.value?.role === "patient" && <Tabs at={at} />}
      <NoticesDialog />
    </div>
  );
}

function Screen({ at }: { at: string }) {
  if (at === "/safe") return <SafeScreen />;
  const open = found(OPEN_SCREENS, at);
  if (open) return open;
  if (phase.value === "starting") return <p role="status">{t().common.wait}</p>;
  if (at === "/sign-out") return <SignOutScreen />;
  if (phase.value !== "signed_in") return <WayIn />;
  if (account.value?.role !== "patient") return <NotForStaff />;
  if (isDiaryAwaited()) return <FirstLook />;
  return found(SCREENS, at) ?? <Title>{t().common.notFound}</Title>;
}

function found(screens: [string, ComponentType<Params>][], at: string) {
  for (const [pattern, Page] of screens) {
    const params = match(pattern, at);
    if (params) return <Page key={at} params={params} />;
  }
  return null;
}

function WayIn() {
  const isNew = phase.value !== "locked";
  return (
    <>
      <SignIn onDone={() => isNew && awaitDiary()} />
      <LinkButton to="/reset" kind="quiet" wide>
        {t().phone.reset.forgot}
      </LinkButton>
      {phase.value === "locked" && (
        <LinkButton to="/sign-out" kind="quiet" wide>
          {t().shell.signOut}
        </LinkButton>
      )}
    </>
  );
}

function NotForStaff() {
  return (
    <>
      <Title>{t().shell.signInTitle}</Title>
      <p>{t().shell.patientsOnly}</p>
      <SignOutScreen />
    </>
  );
}

const TABS = [
  ["/", "today"],
  ["/trends", "trends"],
  ["/history", "history"],
  ["/more", "more"],
] as const;

function Tabs({ at }: { at: string }) {
  return (
    <nav class="phone-tabs" aria-label={t().phone.nav.label}>
      <ul>
        {TABS.map(([to, name]) => (
          <li key={to}>
            <a href={`#${to}`} aria-current={at === to ? "page" : undefined}>
              {t().phone.nav[name]}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
