/* The phone's words, one file per screen. */
import { accesses } from "./accesses";
import { attention } from "./attention";
import { consents } from "./consents";
import { day } from "./day";
import { doses } from "./doses";
import { history } from "./history";
import { invitation } from "./invitation";
import { moment } from "./moment";
import { more } from "./more";
import { nav } from "./nav";
import { notices } from "./notices";
import { ownData } from "./own-data";
import { questionnaire } from "./questionnaire";
import { reminders } from "./reminders";
import { reset } from "./reset";
import { safe } from "./safe";
import { settings } from "./settings";
import { sharing } from "./sharing";
import { signOut } from "./sign-out";
import { tasks } from "./tasks";
import { today } from "./today";
import { trends } from "./trends";

export const phone = {
  accesses,
  attention,
  consents,
  day,
  doses,
  history,
  invitation,
  moment,
  more,
  nav,
  notices,
  ownData,
  questionnaire,
  reminders,
  reset,
  safe,
  settings,
  sharing,
  signOut,
  tasks,
  today,
  trends,
};
