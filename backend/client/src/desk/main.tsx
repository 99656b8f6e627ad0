import { render } from "preact";
import "../ui/base.css";
import { load } from "../catalogue/catalogue";
import { beginAnywhere } from "../session";
import { beginLanguage } from "../texts";
import { applyLooks } from "../ui/looks";
import { beginIdle } from "./idle";
import { Desk } from "./shell";

applyLooks();
await Promise.allSettled([beginLanguage(), beginAnywhere(), load()]);
await beginIdle();
const place = document.getElementById("app");
if (place) render(<Desk />, place);
