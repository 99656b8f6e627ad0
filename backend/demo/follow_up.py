"""What simulated patients answer between treatments, and what is known of them.

Questionnaires fall due by the catalogue's intervals and are answered as often as the diary is
kept. Their scores follow the same pain and mood as the diary.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from backend.demo.course import Course, chance_of, on_scale
from backend.demo.events import Event, at, record_id

EVERY_DAYS = {
    "peg": 7,
    "bladder_check": 7,
    "phq2": 14,
    "gad2": 14,
    "craving_check": 14,
    "phq9": 28,
    "gad7": 28,
    "pgic": 28,
    "audit_c": 182,
}
NOT_AT_ENROLMENT = {"phq2", "gad2", "pgic"}
COVERED_BY = {"phq2": 28, "gad2": 28}
TASKS_EVERY_DAYS = 91
MOMENT_HOURS = (2, 24, 48, 72)


def follow_up(course: Course, until: date) -> Iterator[Event]:
    """What is known at enrolment, questionnaires and thinking tasks up to a day."""
    yield from _phenotype(course)
    last = min(until, course.patient.stopped_on(course.opened_on) or until)
    enrolled_on = course.patient.enrolled_on(course.opened_on)
    for after in range((last - enrolled_on).days + 1):
        day = enrolled_on + timedelta(days=after)
        for instrument in EVERY_DAYS:
            if _is_due(instrument, after):
                yield from _response(course, instrument, day, after)
        if after in {0, 3} or (after and after % TASKS_EVERY_DAYS == 0):
            yield _run(course, day, after)


def moments(course: Course, session: date) -> Iterator[dict[str, Any]]:
    """How the patient felt in the hours after a session, as sync writes without their ids."""
    for hours in MOMENT_HOURS:
        moment = at(course, session, 11) + timedelta(hours=hours)
        chance = chance_of(course.patient.key, session, hours)
        if chance.random() < course.kept(session):
            pain = on_scale(course.pain(moment.date()) + chance.gauss(0, 0.6))
            yield {
                "day": moment.date().isoformat(),
                "at": moment.isoformat(),
                "written_at": moment,
                "time_zone": course.patient.time_zone,
                "answers": {"pain_now": pain, "mood": on_scale(7.8 - 0.4 * pain)},
                "side_effects": {"sedation": 1} if hours == MOMENT_HOURS[0] else {},
            }


def _is_due(instrument: str, after: int) -> bool:
    if after % EVERY_DAYS[instrument] or (not after and instrument in NOT_AT_ENROLMENT):
        return False
    return not (instrument in COVERED_BY and after % COVERED_BY[instrument] == 0)


def _response(course: Course, instrument: str, day: date, after: int) -> Iterator[Event]:
    chance = chance_of(course.patient.key, day, instrument)
    if after and chance.random() > course.kept(day):
        return
    answered_at = at(course, day, 19, chance.randint(0, 59))
    yield Event(
        at=answered_at,
        by="phone",
        path=f"instruments/responses/{record_id(course, instrument, after)}",
        body={
            "instrument": instrument,
            "answers": _answers(course, instrument, day, chance),
            "day": day.isoformat(),
            "answered_at": answered_at.isoformat(),
            "time_zone": course.patient.time_zone,
        },
    )


def _answers(course: Course, instrument: str, day: date, chance: Random) -> dict[str, int | None]:
    week = [course.pain(day - timedelta(days=ago)) for ago in range(7)]
    pain = sum(week) / len(week)
    low = max(0.0, pain - 3) / 7
    if instrument == "peg":
        return {f"peg_{n}": on_scale(pain - 0.2 * n + chance.gauss(0, 0.5)) for n in (1, 2, 3)}
    if instrument in {"phq2", "phq9", "gad2", "gad7"}:
        return _frequencies(course, instrument, day, low, chance)
    if instrument == "bladder_check":
        urgent = int(course.patient.home_dosing and chance.random() < 0.2)
        return {"bl_day": chance.randint(5, 8), "bl_night": chance.randint(0, 2),
                "bl_urgency": urgent, "bl_pain": 0, "bl_pelvic": 0, "bl_blood": 0}  # fmt: skip
    if instrument == "craving_check":
        wish = on_scale(3 * course.patient.home_dosing + chance.gauss(0, 1))
        return {"cr_wish": wish, "cr_sooner": 0, "cr_more": int(wish > 5), "cr_other": 0,
                "cr_feeling": 0}  # fmt: skip
    if instrument == "pgic":
        gain = 1 - pain / course.patient.baseline_pain
        return {"pgic_1": min(5, max(1, round(4 - 5 * gain)))}
    return {"audit_c_1": 1, "audit_c_2": 0, "audit_c_3": 0}


def _frequencies(
    course: Course, instrument: str, day: date, low: float, chance: Random
) -> dict[str, int | None]:
    long_form = {"phq2": "phq9", "gad2": "gad7"}.get(instrument, instrument)
    count = {"phq2": 2, "gad2": 2, "phq9": 10, "gad7": 7}[instrument]
    answers: dict[str, int | None] = {
        f"{long_form}_{n}": min(3, max(0, round(3 * low + chance.gauss(-0.3, 0.6))))
        for n in range(1, count + 1)
    }
    if instrument == "phq9":
        # One thought of death, in the last month of who doses at home: it marks the list.
        ago = (course.opened_on - day).days
        answers["phq9_9"] = int(course.patient.home_dosing and 0 <= ago < EVERY_DAYS["phq9"])
    return answers


def _run(course: Course, day: date, after: int) -> Event:
    chance = chance_of(course.patient.key, day, "tasks")
    started_at = at(course, day, 17, chance.randint(0, 30))
    return Event(
        at=started_at + timedelta(minutes=15),
        by="phone",
        path=f"cognition/{record_id(course, 'run', after)}",
        body={
            "started_at": started_at.isoformat(),
            "time_zone": course.patient.time_zone,
            "day": day.isoformat(),
            "device": {
                "device_id": f"phone-of-{course.patient.key}",
                "user_agent": "a simulated phone",
                "screen_size": "390x844",
                "refresh_rate_estimate_hz": 60,
                "input_type": "touch",
            },
            "pain_now": on_scale(course.pain(day)),
            "tasks": _trials(chance, practised=bool(after)),
        },
    )


def _trials(chance: Random, *, practised: bool) -> dict[str, Any]:
    slower = 1.0 if practised else 1.12

    def ms(mean: float, sd: float) -> int:
        return max(120, round(slower * chance.gauss(mean, sd)))

    def right(share: float) -> bool:
        return chance.random() < share

    return {
        "rt_vigilance": {"trials": [{"rt_ms": ms(310, 45)} for _ in range(40)]},
        "symbol_match": {
            "trials": [{"correct": right(0.95), "rt_ms": ms(1700, 350)} for _ in range(48)]
        },
        "two_back": {
            "trials": [
                {"target": n % 3 == 0, "responded": right(0.85 if n % 3 == 0 else 0.1),
                 "rt_ms": ms(620, 110)}
                for n in range(45)
            ]
        },
        "trail": {
            "trials": [{"part": part, "rt_ms": ms(mean, 180)}
                       for part, mean in (("a", 1100), ("b", 1750)) for _ in range(20)]
        },
        "picture_place": {
            "trials": [{"phase": phase, "correct": right(share)}
                       for phase, share in (("immediate", 0.85), ("delayed", 0.75))
                       for _ in range(10)]
        },
    }  # fmt: skip


def _phenotype(course: Course) -> Iterator[Event]:
    patient, enrolled_on = course.patient, course.patient.enrolled_on(course.opened_on)
    moment = at(course, enrolled_on, 10)
    chance = chance_of(patient.key, "phenotype")
    neuropathic = chance.random() < 0.5
    yield Event(
        at=moment,
        by="desk",
        path="phenotype",
        body={
            "icd11_codes": ["MG30.51" if neuropathic else "MG30.01"],
            "pain_mechanism": "neuropathic" if neuropathic else "nociplastic",
            "neuropathic_grade": "probable" if neuropathic else None,
            "body_sites": ["lower_back", "lower_leg_left", "foot_left"],
            "pain_duration_months": 30 + chance.randint(0, 90),
            "onset_event": "A fall at work (simulated).",
            "sex_at_birth": chance.choice(("female", "male")),
            "cautions": [],
            "comorbidities": ["hypertension"],
            "treatments_failed": ["gabapentinoid", "snri"],
        },
    )
    yield Event(
        at=moment + timedelta(minutes=5),
        by="desk",
        path="phenotype/substance-use",
        body={"cautions": [], "comorbidities": []},
    )
    pregabalin = {"name": "pregabalin", "atc": "N02BF02", "from_on": _iso(enrolled_on, -400)}
    tramadol: dict[str, Any] = {
        "name": "tramadol",
        "atc": "N02AX02",
        "from_on": _iso(enrolled_on, -200),
        "to_on": _iso(enrolled_on, 60),
        "opioid": "tramadol",
        "opioid_dose": 150,
    }
    for n, medicine in enumerate((pregabalin, tramadol)):
        yield Event(
            at=moment + timedelta(minutes=10 + n),
            by="desk",
            path=f"phenotype/comedications/{record_id(course, 'medicine', n)}",
            body=medicine,
        )


def _iso(day: date, after: int) -> str:
    return (day + timedelta(days=after)).isoformat()
