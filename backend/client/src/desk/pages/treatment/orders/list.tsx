/* A patient's orders, those in force first. */
import type { Order } from "../../../../api/schema";
import { t } from "../../../../texts";
import { Awaited, LinkButton, Title, useLoaded } from "../../../../ui/parts";
import { Scroll } from "../../../forms/parts";
import { amount, day, number } from "../../../forms/show";
import { drugName, routeName, word } from "../known";
import { orders } from "../records";

export function OrdersList({ patient }: { patient: string }) {
  const found = useLoaded(() => orders(patient), patient);
  const words = t().desk.treatment.orders;
  return (
    <>
      <Title>{words.title}</Title>
      <Awaited of={found}>
        {(all) => (
          <>
            <div class="row actions">
              <LinkButton to={`/patient/${patient}/treatment/orders/new`}>
                {words.newTitle}
              </LinkButton>
            </div>
            {all.length ? <Table patient={patient} all={sorted(all)} /> : <p>{words.nothing}</p>}
          </>
        )}
      </Awaited>
    </>
  );
}

function sorted(all: Order[]): Order[] {
  const rank = ({ in_force, status }: Order) => (in_force ? 0 : status === "active" ? 1 : 2);
  return [...all].sort((one, other) => rank(one) - rank(other));
}

/* How an order stands, in a word. */
export function standing({ in_force, status }: Order): string {
  if (in_force) return word("orderStatus", "in_force");
  return word("orderStatus", status === "active" ? "inactive" : status);
}

export function OrderBadge({ order }: { order: Order }) {
  return <span class={order.in_force ? "badge good" : "badge"}>{standing(order)}</span>;
}

function Table({ patient, all }: { patient: string; all: Order[] }) {
  const words = t().desk.treatment.orders;
  return (
    <Scroll label={words.title}>
      <table class="wide-table">
        <thead>
          <tr>
            <th scope="col">{words.columns.what}</th>
            <th scope="col">{words.columns.dose}</th>
            <th scope="col">{words.columns.interval}</th>
            <th scope="col">{words.columns.most}</th>
            <th scope="col">{words.columns.home}</th>
            <th scope="col">{words.columns.valid}</th>
            <th scope="col">{words.columns.standing}</th>
          </tr>
        </thead>
        <tbody>
          {all.map((order) => (
            <tr key={order.id}>
              <th scope="row">
                <a href={`#/patient/${patient}/treatment/orders/${order.id}`}>
                  {drugName(order.drug)}, {routeName(order.route)}
                </a>
              </th>
              <td>{amount(order.planned_dose.value, order.planned_dose.unit)}</td>
              <td>{t().desk.forms.days(number(order.min_interval_days))}</td>
              <td>
                {order.max_sessions_per_year === null
                  ? t().desk.forms.empty
                  : number(order.max_sessions_per_year)}
              </td>
              <td>{order.home_dosing ? t().common.yes : t().common.no}</td>
              <td>{words.from(day(order.valid_from), day(order.valid_to))}</td>
              <td>
                <OrderBadge order={order} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
