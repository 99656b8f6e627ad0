/* The desk's words, one file per page. */
import { account } from "./account";
import { calls } from "./calls";
import { codes } from "./codes";
import { copying } from "./copying";
import { forms } from "./forms";
import { idle } from "./idle";
import { invitation } from "./invitation";
import { keys } from "./keys";
import { labs } from "./labs";
import { list } from "./list";
import { nav } from "./nav";
import { notes } from "./notes";
import { patient } from "./patient";
import { people } from "./people";
import { phenotype } from "./phenotype";
import { print } from "./print";
import { reset } from "./reset";
import { reviewed } from "./reviewed";
import { treatment } from "./treatment";

export const desk = {
  account,
  calls,
  codes,
  copying,
  forms,
  idle,
  invitation,
  keys,
  labs,
  list,
  nav,
  notes,
  patient,
  people,
  phenotype,
  print,
  reset,
  reviewed,
  treatment,
};
