import { render } from "preact";
import "../ui/base.css";
import { load } from "../catalogue/catalogue";
import { later } from "../later";
import { startReminding } from "../push/reminded";
import { begin } from "../session";
import { start } from "../sync";
import { beginLanguage } from "../texts";
import { applyLooks } from "../ui/looks";
import { Phone } from "./shell";
import { registerWorker } from "./worker";

applyLooks();
await Promise.all([beginLanguage(), begin(), load().catch(() => undefined)]);
const place = document.getElementById("app");
if (place) render(<Phone />, place);
later(start);
// Without a worker the app works as well, but not without a network.
void registerWorker()
  .catch(() => undefined)
  .then(startReminding);
