/* Plans a session, or records one that was given without a plan, on an order in force. */
import type { Order } from "../../../../api/schema";
import { go, query } from "../../../../router";
import { t } from "../../../../texts";
import { Awaited, LinkButton, Title, useLoaded } from "../../../../ui/parts";
import { amount, day } from "../../../forms/show";
import { drugName, routeName } from "../known";
import { exposure, orders, sessions } from "../records";
import { GivenForm } from "./given-form";
import { PlanForm } from "./plan-form";

export function NewSession({ patient, place }: { patient: string; place: string }) {
  const asked = query();
  const isGiven = asked.get("do") === "give";
  const words = t().desk.treatment.sessions;
  const found = useLoaded(
    () => Promise.all([orders(patient), sessions(patient), exposure(patient)]),
    patient,
  );
  return (
    <>
      <Title>{isGiven ? words.giveTitle : words.newTitle}</Title>
      <Awaited of={found}>
        {([all, earlier, taken]) => {
          const order = all.find(({ id }) => id === asked.get("order"));
          if (!order) return <ChooseOrder patient={patient} isGiven={isGiven} all={all} />;
          const before = { order, sessions: earlier, exposure: taken };
          const props = { patient, place, before };
          return isGiven ? (
            <GivenForm {...props} session={null} />
          ) : (
            <PlanForm {...props} amends={null} />
          );
        }}
      </Awaited>
    </>
  );
}

interface ChooseProps {
  patient: string;
  isGiven: boolean;
  all: Order[];
}

/* A session is planned on an order in force; what was given may also rest on an earlier one. */
function ChooseOrder({ patient, isGiven, all }: ChooseProps) {
  const words = t().desk.treatment.sessions;
  const here = `/patient/${patient}/treatment`;
  const fitting = all.filter(({ status }) =>
    isGiven ? status !== "entered_in_error" : status === "active",
  );
  if (!fitting.length) {
    return (
      <>
        <p>{words.noOrder}</p>
        <LinkButton to={`${here}/orders/new`}>{t().desk.treatment.orders.newTitle}</LinkButton>
      </>
    );
  }
  return (
    <>
      <p>{words.whichOrder}</p>
      <ul class="choices order-choices">
        {fitting.map((order) => (
          <li key={order.id}>
            <a
              class="choice"
              href={`#${here}/sessions/new?order=${order.id}${isGiven ? "&do=give" : ""}`}
              onClick={(event) => {
                event.preventDefault();
                go(`${here}/sessions/new?order=${order.id}${isGiven ? "&do=give" : ""}`, {
                  replace: true,
                });
              }}
            >
              <span>
                <strong>
                  {drugName(order.drug)}, {routeName(order.route)}
                </strong>
                , {amount(order.planned_dose.value, order.planned_dose.unit)}
                <br />
                <span class="soft">
                  {t().desk.treatment.orders.from(day(order.valid_from), day(order.valid_to))}
                </span>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}
