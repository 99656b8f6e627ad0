/* How doses and orders are said in words. */

import type { Order } from "../../../api/schema";
import { catalogue, type Named } from "../../../catalogue/catalogue";
import { numberFormat } from "../../../formats";
import { language, t } from "../../../texts";

export function nameOf(names: Named[], id: string): string {
  return names.find((each) => each.id === id)?.name ?? id;
}

export function amount(value: number, unit: string): string {
  return t().phone.doses.quantity(numberFormat(language()).format(value), unit);
}

/* "Ketamine (racemic), Oral". */
export function medicine({ drug, route }: { drug: string; route: string }): string {
  const { drugs, routes } = catalogue().treatment;
  return t().phone.doses.medicine(nameOf(drugs, drug), nameOf(routes, route));
}

/* The medicine with the planned dose. */
export function orderText(order: Order): string {
  const { value, unit } = order.planned_dose;
  return t().phone.doses.planned(medicine(order), amount(value, unit));
}
