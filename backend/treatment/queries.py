"""How orders, sessions and what waits for a second person are found."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, literal, select, text

from backend.accounts.models import Clinic
from backend.database import db
from backend.records import queries as records
from backend.records.models import RecordRevision
from backend.treatment.models import HeldPlan, HomeDose, LabReport, Order, TreatmentSession

STARTS = func.coalesce(TreatmentSession.started_at, TreatmentSession.planned_at)
"""When a session began or, unless it was given, shall begin."""

ADDED_SINCE = (
    select(RecordRevision.record_id)
    .where(
        RecordRevision.patient_id == HeldPlan.patient_id,
        RecordRevision.kind == HeldPlan.kind,
        RecordRevision.record_id == HeldPlan.record_id,
        RecordRevision.recorded_at >= HeldPlan.proposed_at,
    )
    .exists()
)
"""The record was written otherwise after the plan had been refused."""


def _figures(period: str, days: int | None) -> str:
    within = f" FILTER (WHERE x.day > CAST(:as_of AS date) - {days})" if days else ""
    return f"count(*){within} AS count_{period}, sum(x.dose_mg){within} AS mg_{period}"


EXPOSURE = text(f"""
SELECT x.drug, x.route, x.kind,
    {_figures("30_days", 30)}, {_figures("90_days", 90)}, {_figures("365_days", 365)},
    {_figures("lifetime", None)}
FROM (SELECT drug, route, 'session' AS kind, (started_at AT TIME ZONE :zone)::date AS day, dose_mg
      FROM treatment_sessions WHERE patient_id = :patient_id AND status = 'given'
      UNION ALL
      SELECT drug, route, 'home', day, dose_mg
      FROM home_doses WHERE patient_id = :patient_id AND status = 'taken') x
WHERE x.day <= CAST(:as_of AS date)
GROUP BY x.drug, x.route, x.kind""")
"""The days of a period are counted back from the last one, which is among them."""


def burst_of(clinic_id: UUID) -> dict[str, Any] | None:
    """What the clinic asks after a session, if it has set something of its own."""
    return db.session.scalar(select(Clinic.burst).where(Clinic.id == clinic_id))


def find_order(patient_id: UUID, order_id: UUID) -> Order | None:
    """The patient's order as it stands, whatever its status."""
    return db.session.get(Order, (patient_id, order_id), populate_existing=True)


def orders(patient_id: UUID, *, before: Sequence[Any] | None, limit: int) -> Sequence[Order]:
    """The patient's orders, the latest first day of validity first; those before (day, id)."""
    return records.records_of(Order, patient_id, by=Order.valid_from, before=before, limit=limit)


def sessions(
    patient_id: UUID, *, before: Sequence[Any] | None, limit: int
) -> Sequence[TreatmentSession]:
    """The patient's sessions of any status, the latest start first; those before (start, id)."""
    return records.records_of(TreatmentSession, patient_id, by=STARTS, before=before, limit=limit)


def doses(patient_id: UUID, *, before: Sequence[Any] | None, limit: int) -> Sequence[HomeDose]:
    """The doses taken at home, as far as granted, the latest first; those before (moment, id)."""
    return records.records_of(
        HomeDose, patient_id, by=HomeDose.taken_at, before=before, limit=limit
    )


def lab_reports(
    patient_id: UUID, *, before: Sequence[Any] | None, limit: int
) -> Sequence[LabReport]:
    """The laboratory reports, the latest sample first; those before (moment, id)."""
    by = LabReport.taken_at
    return records.records_of(LabReport, patient_id, by=by, before=before, limit=limit)


def mg_on_day(dose: tuple[UUID, UUID], *, drug_and_route: tuple[str, str], day: date) -> Decimal:
    """What the other doses of this drug and route on that day add up to."""
    patient_id, dose_id = dose
    drug, route = drug_and_route
    found: Decimal = db.session.scalars(
        select(func.coalesce(func.sum(HomeDose.dose_mg), 0)).where(
            HomeDose.patient_id == patient_id,
            HomeDose.id != dose_id,
            HomeDose.drug == drug,
            HomeDose.route == route,
            HomeDose.day == day,
            HomeDose.status == "taken",
        )
    ).one()
    return found


def exposure(patient_id: UUID, *, zone: str, as_of: date) -> Sequence[Row[Any]]:
    """Per drug, route and kind (session, home): count_ and mg_ of each period up to the day."""
    given = {"patient_id": patient_id, "zone": zone, "as_of": as_of}
    return db.session.execute(EXPOSURE, given).all()


def last_session_before(patient_id: UUID, moment: datetime) -> Row[UUID, datetime | None] | None:
    """Of the given sessions begun by then, the one that ends last: id, ended_at."""
    return db.session.execute(
        select(TreatmentSession.id, TreatmentSession.ended_at)
        .where(
            TreatmentSession.patient_id == patient_id,
            TreatmentSession.status == "given",
            TreatmentSession.started_at <= moment,
        )
        .order_by(TreatmentSession.ended_at.desc(), TreatmentSession.id)
        .limit(1)
    ).one_or_none()


def sessions_around(
    session: tuple[UUID, UUID],
    *,
    drug_and_route: tuple[str, str],
    statuses: Sequence[str],
    moment: datetime,
    within: timedelta,
    day: tuple[datetime, datetime],
) -> Row[datetime | None, datetime | None, int, Decimal | None]:
    """Of the others of this drug and route: last_at, next_at, number, mg_on_day.

    The last start by the moment and the first after it, how many began `within` before it, and
    what those add up to that start on the day (from its begin to before the next one's), None
    where none does.
    """
    patient_id, session_id = session
    drug, route = drug_and_route
    begins, ends = day
    that_day = func.sum(TreatmentSession.dose_mg).filter(begins <= STARTS, ends > STARTS)
    return db.session.execute(
        select(
            func.max(STARTS).filter(moment >= STARTS).label("last_at"),
            func.min(STARTS).filter(moment < STARTS).label("next_at"),
            func.count().filter(moment >= STARTS, moment - within < STARTS).label("number"),
            that_day.label("mg_on_day"),
        ).where(
            TreatmentSession.patient_id == patient_id,
            TreatmentSession.id != session_id,
            TreatmentSession.drug == drug,
            TreatmentSession.route == route,
            TreatmentSession.status.in_(statuses),
        )
    ).one()


def held_plans_of(patient_id: UUID, kind: str, record_id: UUID) -> Sequence[HeldPlan]:
    """Every plan of the record that ever waited for a second person, the newest first."""
    return db.session.scalars(
        select(HeldPlan)
        .where(
            HeldPlan.patient_id == patient_id,
            HeldPlan.kind == kind,
            HeldPlan.record_id == record_id,
        )
        .order_by(HeldPlan.proposed_at.desc(), HeldPlan.content_hash)
    ).all()


def waiting_plans(patient_id: UUID) -> Sequence[HeldPlan]:
    """The plans that wait for a second person, the oldest first, unless written otherwise since."""
    return db.session.scalars(
        select(HeldPlan)
        .where(HeldPlan.patient_id == patient_id, HeldPlan.confirmed_at.is_(None), ~ADDED_SINCE)
        .order_by(HeldPlan.proposed_at, HeldPlan.record_id)
    ).all()


def unconfirmed_sessions(patient_id: UUID) -> Sequence[TreatmentSession]:
    """The given sessions at which a second person has to look, the oldest first."""
    return db.session.scalars(
        select(TreatmentSession)
        .where(TreatmentSession.patient_id == patient_id, TreatmentSession.unconfirmed)
        .order_by(TreatmentSession.started_at, TreatmentSession.id)
    ).all()


def unconfirmed_doses(patient_id: UUID) -> Sequence[HomeDose]:
    """The home doses at which a second person has to look, as far as granted, oldest first."""
    return db.session.scalars(
        select(HomeDose)
        .where(HomeDose.patient_id == patient_id, HomeDose.unconfirmed)
        .order_by(HomeDose.taken_at, HomeDose.id)
    ).all()


def all_waiting() -> Sequence[Row[UUID, UUID, str, datetime]]:
    """What waits for a second person, of all patients (operators only), the longest wait first.

    Plans written otherwise since don't wait. Each with patient_id, id, kind and since.
    """
    plans = select(
        HeldPlan.patient_id,
        HeldPlan.record_id.label("id"),
        HeldPlan.kind,
        HeldPlan.proposed_at.label("since"),
    ).where(HeldPlan.confirmed_at.is_(None), ~ADDED_SINCE)
    given = select(
        TreatmentSession.patient_id,
        TreatmentSession.id,
        literal("given"),
        TreatmentSession.recorded_at,
    ).where(TreatmentSession.unconfirmed)
    taken = select(HomeDose.patient_id, HomeDose.id, literal("dose"), HomeDose.recorded_at).where(
        HomeDose.unconfirmed
    )
    waits = plans.union_all(given, taken).subquery()
    return db.session.execute(select(waits).order_by(waits.c.since, waits.c.id)).all()
