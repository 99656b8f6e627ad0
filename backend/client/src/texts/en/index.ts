/* English, put together from one file per screen. */
import { common, problems } from "./common";
import { desk } from "./desk";
import { phone } from "./phone";
import { shell } from "./shell";

export const en = { common, problems, shell, phone, desk };
