"""The diaries that the simulated patients would write; no person stands behind any of them.

Sleep and mood fall with pain, worry, tiredness, interference and extra doses rise with it, each
with noise of its own. The same patient and day always give the same entry, so that topping a
diary up only adds to it.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from math import exp
from operator import itemgetter
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from backend.demo.batches import Write, stable_uuid7
from backend.demo.course import Course, chance_of, on_scale, rounded, wandering
from backend.demo.patients import SimulatedPatient

LONGEST_DELAY_DAYS = 5
"""A day may be written this much later, so a top-up begins this long before the last one ended."""

_ASKED_AFTER_SESSION_DAYS = 3
_NO_SESSIONS_DAYS = 1_000
"""Who would have sessions that far apart has none: the relief then comes from doses at home."""
_AFTER_SESSION = {
    "dissociation": 0.5,
    "dizziness": 0.45,
    "sedation": 0.35,
    "nausea": 0.3,
    "blurred_vision": 0.15,
}
_REASONS = ("too_ill", "too_drowsy", "no_phone", "forgot", "forgot", "forgot", "did_not_want")
_NOTES = (
    "A quiet day at home.",
    "Walked to the shop and back. It was enough.",
    "Rain all day, my joints felt it.",
    "Slept badly, awake from four.",
    "Better than yesterday.",
    "Visitors in the afternoon. Nice, but tiring.",
    "Physiotherapy this morning.",
    "Could sit through a whole film.",
    "Sat too long in the car.",
    "Garden for half an hour.",
    "Not much to say today.",
    "A bad morning, a better evening.",
    "Worked a few hours from home.",
    "Took a nap and felt clearer after it.",
)


def simulated_writes(
    patient: SimulatedPatient, *, opened_on: date, first: date, last: date, now: datetime
) -> list[Write]:
    """The patient's day writes for sync from `first` to `last` that are written by `now`, in order.

    `opened_on` is the day on which this demo was first opened; enrolment hangs on it.
    """
    course = Course(patient, opened_on)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    noted = [_noted(course, day) for day in days if course.is_kept_on(day)]
    writes = [write for write in noted if write is not None and write["written_at"] <= now]
    writes.sort(key=itemgetter("written_at"))
    return [{**write, "written_at": write["written_at"].isoformat()} for write in writes]


def _noted(course: Course, day: date) -> Write | None:
    patient = course.patient
    chance = chance_of(patient.key, day, "entry")
    flagged = course.red_flag_on(day) is not None
    missed = chance.random() > course.kept(day) and not flagged
    explained = chance.random() < 0.25
    if missed and not explained:
        return None
    written_at = _written_at(day, ZoneInfo(patient.time_zone), chance, promptly=flagged)
    write = {
        "write_id": str(stable_uuid7(written_at, "write", patient.key, day)),
        "kind": "day",
        "day": day.isoformat(),
        "written_at": written_at,
        "time_zone": patient.time_zone,
        "offline": chance.random() < 0.1,
    }
    if missed:
        return {
            **write,
            "answers": {},
            "side_effects": {},
            "missing_reason": chance.choice(_REASONS),
        }
    return {**write, **_body(course, day, chance)}


def _written_at(day: date, zone: ZoneInfo, chance: Random, *, promptly: bool) -> datetime:
    """Mostly that evening; unless promptly, at times after midnight, next morning, days later."""
    kind = max(chance.random(), 0.5 * promptly)
    minutes, second = chance.randint(0, 239), chance.randint(0, 59)
    if kind < 0.03:
        later, minutes = chance.randint(3, LONGEST_DELAY_DAYS), minutes + 17 * 60
    elif kind < 0.07:
        later, minutes = 1, minutes // 2 + 8 * 60
    elif kind < 0.1:
        later, minutes = 1, minutes // 5 + 5
    else:
        later, minutes = 0, minutes + 18 * 60 + 30
    return datetime.combine(
        day + timedelta(days=later), time(minutes // 60, minutes % 60, second), tzinfo=zone
    )


def _body(course: Course, day: date, chance: Random) -> dict[str, Any]:
    since, flag = course.days_since_session(day), course.red_flag_on(day)
    severities = _side_effects(course.patient, since, chance)
    if flag is not None:
        severities[flag] = 1
    answers: dict[str, int | float | None] = {
        **_core(course, day, chance),
        "side_effects_any": 1 if severities else 0,
        **_after_session(course, since, chance),
    }
    for item in answers:
        if chance.random() < 0.02 and not (item == "side_effects_any" and severities):
            answers[item] = None
    body: dict[str, Any] = {"answers": answers, "side_effects": severities}
    if "other" in severities:
        body["other_text"] = "A metallic taste."
    if chance.random() < 0.06:
        body["note"] = chance.choice(_NOTES)
    return body


def _core(course: Course, day: date, chance: Random) -> dict[str, int | float | None]:
    patient, pain = course.patient, course.pain(day)
    spirit = wandering(patient.key, day, "spirit")
    average, sleep = on_scale(pain), on_scale(8.2 - 0.5 * pain + chance.gauss(0, 1))
    answers: dict[str, int | float | None] = {
        "pain_average": average,
        "pain_worst": max(average, on_scale(pain + 0.7 + abs(chance.gauss(0, 1.2)))),
        "pain_interference": on_scale(0.95 * pain - 0.3 + chance.gauss(0, 0.8)),
        "sleep_quality": sleep,
        "mood": on_scale(7.8 - 0.4 * pain + spirit),
        "anxiety": on_scale(1 + 0.4 * pain - spirit + chance.gauss(0, 0.5)),
        "fatigue": on_scale(6.5 + 0.3 * pain - 0.5 * sleep + chance.gauss(0, 0.8)),
        "rescue_doses": max(0, rounded(0.6 * (pain - 5) + chance.gauss(0, 0.8))),
    }
    if patient.home_dosing:
        answers["ketamine_home"] = chance.choices((0, 1, 2, 3), (10, 80, 7, 3))[0]
    if patient.thorough:
        answers["pain_least"] = min(average, on_scale(pain - 1 - abs(chance.gauss(0, 1))))
        answers["pain_now"] = on_scale(pain + chance.gauss(0, 1))
        halves = rounded(2 * (4.2 + 0.4 * sleep + chance.gauss(0, 0.4)))
        answers["sleep_hours"] = halves / 2 if halves % 2 else halves // 2
    return answers


def _after_session(
    course: Course, since: int | None, chance: Random
) -> dict[str, int | float | None]:
    oral = course.patient.session_every_days > _NO_SESSIONS_DAYS
    if since is None or since > _ASKED_AFTER_SESSION_DAYS or oral:
        return {}
    felt = 100 * course.patient.response * (1 - exp(-(since + 0.5) / 1.5)) + chance.gauss(0, 10)
    return {
        "ps_back_to_normal": min(2, max(0, 2 - since - (chance.random() < 0.5))),
        "ps_fall": int(chance.random() < 0.01),
        "ps_drove": int(chance.random() < 0.01),
        "ps_relief": 10 * on_scale(felt / 10),
    }


def _side_effects(patient: SimulatedPatient, since: int | None, chance: Random) -> dict[str, int]:
    likely: Mapping[str, float] = {**patient.side_effects, **(_AFTER_SESSION if since == 0 else {})}
    return {
        side_effect: chance.choices((1, 2, 3), (70, 25, 5))[0]
        for side_effect, probability in sorted(likely.items())
        if chance.random() < probability
    }
