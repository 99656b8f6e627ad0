/* Doses taken at home: one tap for one as planned, a form for any other, the list of earlier ones. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { Order } from "../../../api/schema";
import { clock, diaryDay, moment } from "../../../days";
import { zone } from "../../../formats";
import { me } from "../../../session";
import { look, waiting } from "../../../sync";
import { language, t } from "../../../texts";
import { Banner, Button, Problem, Title, useAttempt, useLoaded } from "../../../ui/parts";
import { isOffline, useKnown } from "../../own/known";
import { Crumb } from "../../rows";
import type { Params } from "../../screens";
import { useSteps } from "../../steps";
import type { Taken } from "./doses";
import * as doses from "./doses";
import { keptDose } from "./fields";
import { DoseForm } from "./form";
import { DoseList } from "./list";
import { amount, orderText } from "./looks";
import { StrikeOut } from "./strike-out";
import "./doses.css";

type View = { name: "list" | "new" } | { name: "change" | "strike_out"; dose: Taken };

export function DosesScreen(_: Params) {
  const [view, setView] = useState<View>({ name: "list" });
  const [heard, setHeard] = useState(0);
  const steps = useSteps("doses", view.name, (step) => {
    if (step === "list") setView({ name: "list" });
  });
  const open = (next: View) => {
    steps.forward();
    setView(next);
  };
  const toList = () => {
    setView({ name: "list" });
    steps.end();
  };
  const sent = waiting.value.filter(doses.isDose).length;
  const list = useKnown("doses", doses.askForDoses, `${sent}/${heard}`);
  const ordered = useKnown("orders", doses.askForOrders);
  const today = diaryDay(new Date(), me().day_starts_at);
  const orders = doses.homeOrders(ordered.known?.value.items ?? [], today);

  if (view.name === "strike_out") {
    const { dose } = view;
    return (
      <StrikeOut
        dose={dose}
        onSave={(reason) => doses.strikeOut(dose, reason).then(toList)}
        onCancel={toList}
      />
    );
  }
  if (view.name !== "list") {
    const before = view.name === "change" ? view.dose : undefined;
    return (
      <DoseForm
        orders={orders}
        before={before}
        onSave={(said, ends, reason) => doses.note(said, { before, reason, ends }).then(toList)}
        onCancel={toList}
      />
    );
  }
  const shown = doses.shown(list.known?.value.items ?? [], waiting.value);
  return (
    <div class="doses">
      <Crumb to="/more">{t().phone.more.title}</Crumb>
      <Title>{t().phone.doses.title}</Title>
      <Age known={list.known} error={list.error} />
      {!ordered.known && !ordered.error && <p role="status">{t().common.wait}</p>}
      <Plans orders={orders} isKnown={Boolean(ordered.known)} />
      <LogOne hasPlan={orders.length > 0} onOpen={() => open({ name: "new" })} />
      <DoseList
        doses={shown}
        isKnown={Boolean(list.known)}
        onChange={(dose) => open({ name: "change", dose })}
        onStrikeOut={(dose) => open({ name: "strike_out", dose })}
        onDiscard={async () => {
          await look();
          setHeard((before) => before + 1);
        }}
      />
    </div>
  );
}

/* The way to the form; what was begun in it is not forgotten. */
function LogOne({ hasPlan, onOpen }: { hasPlan: boolean; onOpen: () => void }) {
  const loaded = useLoaded(async () => ({ isBegun: (await keptDose(undefined, [])) !== null }), "");
  const words = t().phone.doses;
  return (
    <Button kind={hasPlan ? "quiet" : "plain"} wide onClick={onOpen}>
      {loaded.value?.isBegun ? words.goOn : hasPlan ? words.different : words.log}
    </Button>
  );
}

/* How old the list is, where it couldn't be heard just now. */
function Age({ known, error }: { known: { at: string } | null; error: unknown }) {
  if (!error) return null;
  if (!known || !isOffline(error)) return <Problem error={error} />;
  const at = moment(known.at, language(), zone());
  return <Banner>{t().phone.doses.keptSince(at)}</Banner>;
}

function Plans({ orders, isKnown }: { orders: Order[]; isKnown: boolean }) {
  if (isKnown && orders.length === 0) return <p>{t().phone.doses.noOrder}</p>;
  return (
    <>
      {orders.map((order) => (
        <Plan key={order.id} order={order} />
      ))}
    </>
  );
}

/* A plan with its one tap, where it names milligrams. A second tap must not be a second dose. */
function Plan({ order }: { order: Order }) {
  const [error, attempt] = useAttempt();
  const [takenAt, setTakenAt] = useState<Date | null>(null);
  const [isAnother, setAnother] = useState(false);
  const told = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (takenAt) told.current?.focus();
  }, [takenAt]);
  const { id, drug, route, planned_dose } = order;
  const dose = amount(planned_dose.value, planned_dose.unit);
  const words = t().phone.doses;
  const take = () =>
    attempt(async () => {
      const taken_at = new Date();
      const said = { order_id: id, drug, route, dose_mg: planned_dose.value, note: null };
      await doses.note({ ...said, as_planned: true, taken_at });
      setTakenAt(taken_at);
      setAnother(false);
    });
  return (
    <div class="card plan">
      <p class="soft">{words.plan}</p>
      <p>{orderText(order)}</p>
      <Problem error={error} />
      <p role="status" class="noted" tabIndex={-1} ref={told}>
        {takenAt && words.noted(dose, clock(takenAt.toISOString(), language(), zone()))}
      </p>
      {takenAt && !isAnother ? (
        <Button kind="quiet" wide onClick={() => setAnother(true)}>
          {words.another}
        </Button>
      ) : (
        planned_dose.unit === "mg" && (
          <Button wide onClick={take}>
            {words.tookNow(dose)}
          </Button>
        )
      )}
    </div>
  );
}
