/* Buttons, banners, headings: what every page is made of. */
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Refused, TooOften, Unreachable } from "../api/server";
import { NoStore } from "../kept/database";
import { noteRefusal } from "../session";
import { language, t } from "../texts";

interface ButtonProps {
  children: ComponentChildren;
  onClick?: () => unknown;
  kind?: "plain" | "quiet" | "danger";
  wide?: boolean;
  type?: "button" | "submit";
  disabled?: boolean;
  pressed?: boolean;
}

/* A button that can't be pressed twice while what it does goes on. */
export function Button({ children, onClick, kind = "plain", wide, pressed, ...rest }: ButtonProps) {
  const [busy, setBusy] = useState(false);
  const look = `button ${kind === "plain" ? "" : kind} ${wide ? "wide" : ""}`;
  return (
    <button
      type={rest.type ?? "button"}
      class={look}
      disabled={rest.disabled || busy}
      aria-pressed={pressed}
      onClick={async () => {
        if (!onClick) return;
        setBusy(true);
        try {
          await onClick();
        } finally {
          setBusy(false);
        }
      }}
    >
      {children}
    </button>
  );
}

export function LinkButton({ to, children, kind = "plain", wide }: Linked) {
  const look = `button ${kind === "plain" ? "" : kind} ${wide ? "wide" : ""}`;
  return (
    <a class={look} href={`#${to}`}>
      {children}
    </a>
  );
}

interface Linked {
  to: string;
  children: ComponentChildren;
  kind?: "plain" | "quiet" | "danger";
  wide?: boolean;
}

/* A page's heading: gets the focus when the page opens, and names the window. */
export function Title({ children }: { children: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${children} – ${t().common.product}`;
    heading.current?.focus();
  }, [children]);
  return (
    <h1 tabIndex={-1} ref={heading}>
      {children}
    </h1>
  );
}

interface BannerProps {
  children: ComponentChildren;
  kind?: "plain" | "good" | "warn" | "bad";
  role?: "alert" | "status";
}

export function Banner({ children, kind = "plain", role }: BannerProps) {
  return (
    <div class={`banner ${kind}`} role={role}>
      {children}
    </div>
  );
}

/* What went wrong with the last attempt, said where a screen reader hears it. */
export function Problem({ error }: { error: unknown }) {
  if (!error) return null;
  return (
    <Banner kind="bad" role="alert">
      <h2>{t().common.problemTitle}</h2>
      <p>{problemText(error)}</p>
    </Banner>
  );
}

/* What a refusal or a failure means for the person. */
export function problemText(error: unknown): string {
  const texts = t().problems as Record<string, string>;
  if (error instanceof TooOften && error.retryAfterMs)
    return t().common.tooOften(clockIn(error.retryAfterMs / 1000));
  if (error instanceof TooOften) return texts.too_many as string;
  if (error instanceof Unreachable) return texts.unreachable as string;
  if (error instanceof NoStore) return texts.no_store as string;
  if (!(error instanceof Refused)) return texts.other as string;
  if (error.status >= 500) return texts.server as string;
  return texts[error.code] ?? (texts.other as string);
}

/* What the clock shows after so many seconds, with the day if it is another one. */
function clockIn(seconds: number): string {
  const then = new Date(Date.now() + seconds * 1000 + 59_999);
  const isToday = then.toDateString() === new Date().toDateString();
  const day = isToday ? {} : ({ weekday: "long" } as const);
  return then.toLocaleString(language(), { ...day, hour: "2-digit", minute: "2-digit" });
}

/* The first thing that the server says of one field of a form. */
export function fieldError(error: unknown, ...path: string[]): string | undefined {
  if (!(error instanceof Refused)) return undefined;
  let found: unknown = error.fields;
  for (const name of path) found = (found as Record<string, unknown> | undefined)?.[name];
  if (Array.isArray(found)) return String(found[0]);
  return typeof found === "string" ? found : undefined;
}

type Attempt = (act: () => Promise<unknown>) => Promise<boolean>;

/* Runs an action, one at a time, and keeps what went wrong, for `Problem`; clears it before. Says
   whether it is still under way. */
export function useAttempt(): [unknown, Attempt, boolean] {
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const isUnderWay = useRef(false);
  const attempt = async (act: () => Promise<unknown>) => {
    // A tired hand taps twice: the second tap must not do it again.
    if (isUnderWay.current) return false;
    isUnderWay.current = true;
    setBusy(true);
    setError(null);
    try {
      await act();
      return true;
    } catch (failure) {
      if (!(await noteRefusal(failure))) setError(failure);
      return false;
    } finally {
      isUnderWay.current = false;
      setBusy(false);
    }
  };
  return [error, attempt, busy];
}

/* What a page needs from the server or the phone, loaded when `key` changes. */
export function useLoaded<T>(load: () => Promise<T>, key: unknown): Loaded<T> {
  const [state, setState] = useState<{ value?: T; error?: unknown; key?: unknown }>({});
  const [round, setRound] = useState(0);
  // Begun at once, and not after the next frame: somebody waits.
  useLayoutEffect(() => {
    let wanted = true;
    load().then(
      (value) => wanted && setState({ value, key }),
      async (error) => {
        if (!(await noteRefusal(error)) && wanted) setState({ error, key });
      },
    );
    return () => {
      wanted = false;
    };
  }, [key, round]);
  return {
    value: state.value ?? null,
    error: state.error ?? null,
    reload: () => setRound((before) => before + 1),
  };
}

export interface Loaded<T> {
  value: T | null;
  error: unknown;
  reload: () => void;
}

/* The page's content once it is there; before, a word of waiting; or what went wrong. */
export function Awaited<T>({
  of,
  children,
}: {
  of: Loaded<T>;
  children: (value: T) => ComponentChildren;
}) {
  if (of.value !== null) return <>{children(of.value)}</>;
  if (of.error) {
    return (
      <>
        <Problem error={of.error} />
        <Button kind="quiet" onClick={of.reload}>
          {t().common.tryAgain}
        </Button>
      </>
    );
  }
  return (
    <p role="status" class="soft">
      {t().common.wait}
    </p>
  );
}
