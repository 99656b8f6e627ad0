/* A browser by its name and its system, out of what it calls itself. */
import { t } from "../../../texts";

const BROWSERS: [RegExp, string][] = [
  [/Edg\//, "Edge"],
  [/OPR\//, "Opera"],
  [/Firefox\//, "Firefox"],
  [/Chrome\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const SYSTEMS: [RegExp, string][] = [
  [/iPhone|iPad/, "iOS"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/Linux/, "Linux"],
];

/* "Firefox, Windows"; what isn't known is shown as it is. The end of a long name is cut off,
   so a name may be missing: browsers of Chromium's kind begin alike. */
export function browserOf(device: string): string {
  const browser = nameIn(BROWSERS, device);
  const system = nameIn(SYSTEMS, device);
  if (browser && system) return t().desk.account.browserOn(browser, system);
  return browser ?? system ?? device;
}

function nameIn(names: [RegExp, string][], device: string): string | undefined {
  return names.find(([pattern]) => pattern.test(device))?.[1];
}
