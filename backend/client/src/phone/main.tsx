import { render } from "preact";
import "../ui/base.css";
import { load } from "../catalogue/catalogue";
import { later } from "../later";
import { startReminding } from "../push/reminded";
import { beginAnywhere } from "../session";
import { start } from "../sync";
import { beginLanguage } from "../texts";
import { applyLooks } from "../ui/looks";
import { Phone } from "./shell";
import { registerWorker } from "./worker";

/* So long a screen with nothing on it is better than one that is drawn twice. */
const PATIENCE_MS = 3_000;

applyLooks();
// Some browsers keep nothing, or never answer: whom to call stands on the first screen all the same.
await Promise.race([
  Promise.allSettled([beginLanguage(), beginAnywhere(), load()]),
  new Promise((resolve) => setTimeout(resolve, PATIENCE_MS)),
]);
const place = document.getElementById("app");
if (place) render(<Phone />, place);
later(start);
// Without a worker the app works as well, but not without a network.
void registerWorker()
  .catch(() => undefined)
  .then(startReminding);
