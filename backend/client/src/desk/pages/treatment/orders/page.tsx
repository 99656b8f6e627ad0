/* One order: what it says, what can be done with it, and every version. */
import type { Order } from "../../../../api/schema";
import { api, ask } from "../../../../api/server";
import { t } from "../../../../texts";
import { Awaited, Button, LinkButton, Title, useLoaded } from "../../../../ui/parts";
import { ReasonDialog, useAsked } from "../../../forms/dialogs";
import { History } from "../../../forms/history";
import { Facts, noteStored, Recorded } from "../../../forms/parts";
import { amount, day, number, when, who } from "../../../forms/show";
import { FindingsList } from "../findings";
import { drugName, routeName } from "../known";
import { order as load } from "../records";
import { OrderForm, writeOrder } from "./form";
import { OrderBadge } from "./list";
import { endOrder } from "./wish";

interface Props {
  patient: string;
  id: string;
  act: string | null;
}

export function OrderPage({ patient, id, act }: Props) {
  const found = useLoaded(() => load(patient, id), id);
  const words = t().desk.treatment.orders;
  const amends = act === "amend";
  return (
    <>
      <Title>{amends ? words.amendTitle : words.oneTitle}</Title>
      <Awaited of={found}>
        {(order) =>
          amends ? (
            <OrderForm
              patient={patient}
              place={`/patient/${patient}/treatment/orders/${id}?do=amend`}
              amends={order}
            />
          ) : (
            <Shown patient={patient} order={order} onChanged={found.reload} />
          )
        }
      </Awaited>
    </>
  );
}

interface ShownProps {
  patient: string;
  order: Order;
  onChanged: () => void;
}

function Shown({ patient, order, onChanged }: ShownProps) {
  const words = t().desk.treatment.orders;
  return (
    <>
      <Recorded record={order} />
      <p>
        <OrderBadge order={order} />
      </p>
      <section class="card">
        <h2>
          {drugName(order.drug)}, {routeName(order.route)}
        </h2>
        <Facts of={factsOf(order)} />
        <h3>{words.fields.stop_rule}</h3>
        <p>{order.stop_rule}</p>
        <FindingsList findings={order.findings} />
        {order.second_person && <p>{words.second(who(order.second_person))}</p>}
      </section>
      <Actions patient={patient} order={order} onChanged={onChanged} />
      <History
        revision={order.revision}
        labels={words.fields}
        write={writeOrder}
        load={() =>
          ask(
            api.GET("/api/v1/patients/{patient_id}/orders/{order_id}/revisions", {
              params: { path: { patient_id: patient, order_id: order.id } },
            }),
          )
        }
      />
    </>
  );
}

function factsOf(order: Order): [string, string | null][] {
  const { fields, from } = t().desk.treatment.orders;
  const { planned_dose, infusion_minutes, max_sessions_per_year } = order;
  return [
    [fields.dose, amount(planned_dose.value, planned_dose.unit)],
    [fields.duration, infusion_minutes === null ? null : amount(infusion_minutes, "min")],
    [fields.interval, t().desk.forms.days(number(order.min_interval_days))],
    [fields.most, max_sessions_per_year && number(max_sessions_per_year)],
    [fields.home_dosing, order.home_dosing ? t().common.yes : t().common.no],
    [fields.valid, from(day(order.valid_from), day(order.valid_to))],
    [fields.prescriber, who(order.prescriber_id)],
    [fields.revoked_at, order.revoked_at && when(order.revoked_at)],
  ] as [string, string | null][];
}

const ENDINGS = ["revoked", "entered_in_error"] as const;

function Actions({ patient, order, onChanged }: ShownProps) {
  const [asks, setAsks] = useAsked(order.id, ENDINGS);
  const words = t().desk.treatment.orders;
  const forms = t().desk.forms;
  if (order.status === "entered_in_error") return <p>{forms.struckOut}</p>;
  const here = `/patient/${patient}/treatment`;
  return (
    <div class="row actions">
      {order.status === "active" && (
        <>
          <LinkButton to={`${here}/sessions/new?order=${order.id}`}>{words.plan}</LinkButton>
          <LinkButton kind="quiet" to={`${here}/orders/${order.id}?do=amend`}>
            {forms.amend}
          </LinkButton>
          <Button kind="quiet" onClick={() => setAsks("revoked")}>
            {words.revoke}
          </Button>
        </>
      )}
      <Button kind="quiet" onClick={() => setAsks("entered_in_error")}>
        {forms.strikeOut}
      </Button>
      {asks && (
        <ReasonDialog
          record={order.id}
          act={asks}
          title={asks === "revoked" ? words.revokeTitle : forms.strikeOutTitle}
          text={asks === "revoked" ? words.revokeText : forms.strikeOutText}
          action={asks === "revoked" ? words.revoke : forms.strikeOut}
          danger
          onClose={() => setAsks(null)}
          onDone={async (reason) => {
            noteStored(await endOrder(patient, order, asks, reason));
            onChanged();
          }}
        />
      )}
    </div>
  );
}
