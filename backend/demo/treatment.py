"""The treatment of simulated patients: orders, sessions or doses at home, laboratory results.

The doses rise as `course.effect` describes; who finds no relief within three sessions is stopped
by the order's own rule. Every session is planned when the one before it ended, and one of them
was recorded with a slip that is amended.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from backend.demo.course import Course, chance_of, on_scale
from backend.demo.events import Event, at, record_id

PLANNED_DAYS_AHEAD, MINUTES = 21, 60
ORDER_DAYS, FIRST_ORDER_AFTER_DAYS = 182, 7
VALUES_EVERY_DAYS = 91
STOP_RULE = "Stop if three sessions bring no relief of a third or more."
SLIP = 4
"""Which session was first recorded with a slip."""

CHECKLIST = (
    "observed",
    "awake",
    "bp_ok",
    "no_distress",
    "walks",
    "drinks",
    "escort",
    "knows_contact",
)


def treatment(course: Course, until: date) -> Iterator[Event]:
    """Everything that is recorded of the treatment up to a day, and the session planned next."""
    if course.patient.doses_mg_per_kg:
        yield from _orders(course, until)
        yield from _sessions(course, until)
    elif course.patient.home_dosing:
        yield from _home_orders(course, until)
        yield from _home_doses(course, until)
    yield from _labs(course, until)


def order_number(course: Course, day: date) -> int:
    """Which of the orders in turn holds on the day, counted from 0."""
    first = course.patient.enrolled_on(course.opened_on) + timedelta(days=FIRST_ORDER_AFTER_DAYS)
    return max(0, (day - first).days // ORDER_DAYS)


def _orders(course: Course, until: date) -> Iterator[Event]:
    most = course.patient.most_sessions
    last = until if most is None else course.session_on(most - 1)
    for number in range(order_number(course, last + timedelta(days=PLANNED_DAYS_AHEAD)) + 1):
        yield _order(course, number, _infusions(course))
    if most is not None:
        review = course.session_on(most - 1) + timedelta(days=28)
        body = {**_order(course, 0, _infusions(course)).body, "status": "revoked"}
        body["reason"] = "Reviewed: three sessions, no relief; stopped by the order's rule."
        yield Event(
            at=at(course, review, 11),
            by="desk",
            path=f"orders/{record_id(course, 'order', 0)}",
            body=body,
            based_on=1,
        )


def _infusions(course: Course) -> dict[str, Any]:
    return {
        "route": "iv_infusion",
        "planned_dose": {"value": max(course.patient.doses_mg_per_kg), "unit": "mg/kg/h"},
        "infusion_minutes": MINUTES,
        "min_interval_days": 21,
        "max_sessions_per_year": 14,
        "home_dosing": False,
    }


def _home_orders(course: Course, until: date) -> Iterator[Event]:
    taken = {
        "route": "po",
        "planned_dose": {"value": 50, "unit": "mg"},
        "min_interval_days": 0.5,
        "home_dosing": True,
    }
    for number in range(order_number(course, until) + 1):
        yield _order(course, number, taken)


def _order(course: Course, number: int, said: dict[str, Any]) -> Event:
    enrolled_on = course.patient.enrolled_on(course.opened_on)
    begins = enrolled_on + timedelta(days=FIRST_ORDER_AFTER_DAYS + number * ORDER_DAYS)
    body = {
        "drug": "ketamine_racemic",
        **said,
        "valid_from": begins.isoformat(),
        "valid_to": (begins + timedelta(days=ORDER_DAYS - 1)).isoformat(),
        "stop_rule": STOP_RULE,
    }
    # The next one is written while the one before still holds.
    written = begins - timedelta(days=PLANNED_DAYS_AHEAD) if number else begins
    return Event(
        at=at(course, written, 10),
        by="desk",
        path=f"orders/{record_id(course, 'order', number)}",
        body=body,
    )


def _sessions(course: Course, until: date) -> Iterator[Event]:
    number = 0
    while (day := course.session_on(number)) <= until + timedelta(days=PLANNED_DAYS_AHEAD):
        if course.patient.most_sessions is not None and number >= course.patient.most_sessions:
            return
        order_id = record_id(course, "order", order_number(course, day))
        path = f"sessions/{record_id(course, 'session', number)}"
        planned = {"order_id": order_id, "status": "planned", "plan": _plan(course, number, day)}
        ahead = day - timedelta(days=PLANNED_DAYS_AHEAD if number else 6)
        yield Event(at=at(course, ahead, 15), by="desk", path=path, body=planned)
        given = {
            "order_id": order_id,
            "status": "given",
            "given": _given(course, number, day),
            "reason": "It was given.",
        }
        slipped = number == SLIP
        if slipped:
            slip = {**given, "given": {**_given(course, number, day), "pain_after": 0}}
            yield Event(at=at(course, day, 12), by="desk", path=path, body=slip, based_on=1)
            given["reason"] = "The pain afterwards was read from the wrong line."
        yield Event(
            at=at(course, day, 12, 30), by="desk", path=path, body=given, based_on=1 + slipped
        )
        number += 1


def _plan(course: Course, number: int, day: date) -> dict[str, Any]:
    ahead = day - timedelta(days=PLANNED_DAYS_AHEAD if number else 6)
    return {
        "starts_at": at(course, day, 9).isoformat(),
        "setting": "hospital_day_unit",
        "drug": "ketamine_racemic",
        "route": "iv_infusion",
        "dose_mg": _dose_mg(course, number),
        "infusion_minutes": MINUTES,
        "weight_kg": course.patient.weight_kg,
        "weighed_on": ahead.isoformat(),
    }


def _dose_mg(course: Course, number: int) -> float:
    return round(course.dose_mg_per_kg(number) * course.patient.weight_kg, 1)


def _given(course: Course, number: int, day: date) -> dict[str, Any]:
    chance = chance_of(course.patient.key, day, "session")
    started_at = at(course, day, 9, chance.randint(0, 20))
    ended_at = started_at + timedelta(minutes=MINUTES)
    before = on_scale(course.pain(day - timedelta(days=1)))
    eased = course.patient.response * course.dose_mg_per_kg(number) / 0.5
    events = []
    if chance.random() < 0.25:
        events.append(
            {"term_reported": "felt as if floating", "meddra_pt_name": "Dissociation",
             "ctcae_grade": 1, "serious": False, "relatedness": "probable",
             "onset_at": (started_at + timedelta(minutes=25)).isoformat(),
             "resolved_at": (ended_at + timedelta(minutes=20)).isoformat()}
        )  # fmt: skip
    return {
        "started_at": started_at.isoformat(),
        "ended_at": ended_at.isoformat(),
        "setting": "hospital_day_unit",
        "drug": "ketamine_racemic",
        "route": "iv_infusion",
        "product_strength": {"value": 10, "unit": "mg/mL"},
        "batch": f"SIM-{day:%y%m}",
        "dose_mg": _dose_mg(course, number),
        "weight_kg": course.patient.weight_kg,
        "weighed_on": day.isoformat(),
        "infusion_minutes": MINUTES,
        "fasting": True,
        "escort_present": True,
        "pregnancy_test": "not_applicable",
        "premedication": [{"name": "ondansetron", "dose": 4, "unit": "mg"}],
        "concomitant_24h": [{"name": "pregabalin", "class": "gabapentinoid"}],
        "pain_before": before,
        "pain_after": on_scale(before * (1 - eased)),
        "relief_expected": chance.randint(4, 8),
        "vitals": _vitals(started_at, ended_at, chance.gauss(0, 6)),
        "sedation_moaas_min": 4,
        "dissociation_peak": chance.randint(1, 6),
        "nausea_vomiting": int(chance.random() < 0.2),
        "anxiety_peak": int(chance.random() < 0.15),
        "rescue_given": [],
        "changed": "slowed" if chance.random() < 0.1 else "completed",
        "adverse_events": events,
        "tolerability": chance.choice(("very_good", "good", "good", "acceptable")),
        "discharge_checklist": dict.fromkeys(CHECKLIST, True),
        "discharged_at": (ended_at + timedelta(minutes=75)).isoformat(),
    }


def _vitals(started_at: datetime, ended_at: datetime, more: float) -> list[dict[str, Any]]:
    moments = {
        "before": (started_at, 0),
        "min_40": (started_at + timedelta(minutes=40), 16),
        "end": (ended_at, 10),
        "discharge": (ended_at + timedelta(minutes=70), 2),
    }
    return [
        {
            "timepoint": name,
            "taken_at": moment.isoformat(),
            "systolic": round(126 + rise + more),
            "diastolic": round(78 + rise / 2 + more / 2),
            "heart_rate": round(72 + rise / 2),
            "spo2": 97,
            "resp_rate": 14,
        }
        for name, (moment, rise) in moments.items()
    ]


def _home_doses(course: Course, until: date) -> Iterator[Event]:
    day = course.session_on(0)
    while day <= until:
        chance = chance_of(course.patient.key, day, "dose")
        if chance.random() < course.kept(day):
            taken_at = at(course, day, 21, chance.randint(0, 50))
            more = chance.random() < 0.03
            yield Event(
                at=taken_at + timedelta(minutes=2),
                by="phone",
                path=f"doses/{record_id(course, 'dose', day)}",
                body={
                    "order_id": record_id(course, "order", order_number(course, day)),
                    "taken_at": taken_at.isoformat(),
                    "time_zone": course.patient.time_zone,
                    "day": day.isoformat(),
                    "drug": "ketamine_racemic",
                    "route": "po",
                    "dose_mg": 75 if more else 50,
                    "as_planned": not more,
                    "note": "A bad evening." if more else None,
                },
            )
        day += timedelta(days=1)


def _labs(course: Course, until: date) -> Iterator[Event]:
    enrolled_on = course.patient.enrolled_on(course.opened_on)
    last = course.patient.stopped_on(course.opened_on) or until
    for after in range(5, (min(until, last) - enrolled_on).days + 1, VALUES_EVERY_DAYS):
        day = enrolled_on + timedelta(days=after)
        chance = chance_of(course.patient.key, day, "labs")
        liver = {"unit": "U/L", "upper_limit": 40}
        yield Event(
            at=at(course, day, 16),
            by="desk",
            path=f"labs/{record_id(course, 'labs', after)}",
            body={
                "taken_at": at(course, day, 8).isoformat(),
                "laboratory": "Central laboratory (simulated)",
                "results": [
                    {"lab": "alt", "value": round(24 + after / 20 + chance.gauss(0, 3)), **liver},
                    {"lab": "ast", "value": round(22 + chance.gauss(0, 3)), **liver},
                    {"lab": "crea", "value": round(0.8 + chance.gauss(0, 0.05), 2),
                     "unit": "mg/dL"},
                    {"lab": "urine_blood", "result": "negative"},
                ],
            },
        )  # fmt: skip
