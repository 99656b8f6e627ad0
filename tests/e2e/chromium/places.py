"""Every screen and page with something on it: a patient's month, and who cares for them."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from uuid import UUID, uuid4

from backend import clock
from tests.access.care import cared_for
from tests.builders import (
    Person,
    a_clinic,
    a_consent,
    a_coordinator,
    a_grant,
    a_patient,
    a_specialist,
    as_,
)
from tests.e2e.daytime import ZONE, ago
from tests.phone import Phone, a_moment_id, day_write, moment_write
from tests.ward import Chart, at, given_body, order_body, planned_body

TEXTS = {
    "stop_rule": "Finish when three go by without relief.",
    "onset": "Since a fall from a ladder.",
    "dose_note": "Swallowed with juice.",
    "written_of_them": "Wants to walk to the lake again.",
    "what_was_done": "We talked and will meet on Monday.",
    "note": "Rain all day, stayed inside.",
    "other_text": "Hiccups after lunch.",
    "patient": "Paula Probe",
    "other patient": "Quentin Quill",
    "specialist": "Sarah Sample",
    "second specialist": "Simon Second",
    "colleague": "Conrad Case",
    "coordinator": "Cora Check",
    "clinic": "Clinic of Examples",
}
"""What somebody wrote: the app shows it as it is, in every language."""

DAYS = 30

PHONE = (
    *("/", "/day/{today}", "/day/{written}", "/day/{in_conflict}", "/moment/new"),
    *("/moment/{moment}", "/history", "/attention", "/questionnaire/peg", "/questionnaire/phq9"),
    *("/questionnaire/moca", "/tasks", "/doses", "/trends", "/more", "/consents", "/sharing"),
    *("/accesses", "/reminders", "/known", "/settings", "/settings/name", "/settings/email"),
    *("/settings/password", "/settings/recovery", "/settings/time", "/settings/devices"),
    *("/settings/looks", "/settings/about", "/own-data", "/invitation/ABCD-EFGH", "/reset"),
    *("/goodbye", "/safe", "/sign-out", "/nowhere"),
)
"""Of the phone, `{name}` standing for what the world has of that name."""

OF_A_PATIENT = (
    *("", "/treatment", "/treatment/orders/new", "/treatment/orders/{order}"),
    *("/treatment/orders/{order}?do=amend", "/treatment/sessions", "/treatment/sessions/new"),
    *("/treatment/sessions/new?order={infusions}", "/treatment/sessions/{session}"),
    *("/treatment/sessions/new?do=give&order={infusions}", "/treatment/sessions/{given}"),
    *("/treatment/sessions/{given}?do=amend", "/treatment/sessions/{session}?do=move"),
    *("/treatment/doses", "/treatment/exposure", "/treatment/second-looks", "/labs"),
    *("/labs?do=new", "/labs?report={labs}", "/labs?report={labs}&do=amend", "/phenotype"),
    *("/phenotype?do=pain", "/phenotype?do=substance", "/phenotype?do=medicine"),
    *("/phenotype?medicine={medicine}", "/notes", "/print"),
)
DESK = (
    "/",
    *(f"/patient/{{patient}}{part}" for part in OF_A_PATIENT),
    *("/people", "/account", "/invitation/ABCD-EFGH", "/reset", "/nowhere"),
)
"""Of the desk, for a specialist."""

COORDINATORS = ("/people", "/account")


@dataclass(frozen=True, kw_only=True)
class World:
    patient: Person
    specialist: Person
    second_specialist: Person
    """Sees the same: nobody signs in twice with one code of an authenticator app."""

    coordinator: Person
    ids: dict[str, str]
    """What the places of phone and desk name."""

    @cached_property
    def data(self) -> set[str]:
        """What is shown as it is in every language, because somebody wrote it."""
        specialists = (self.specialist, self.second_specialist)
        codes = {as_(each).get("/api/v1/account").json["share_code"] for each in specialists}
        people = (*specialists, self.patient, self.coordinator)
        return {*TEXTS.values(), *(person.email for person in people), *codes}

    def place(self, pattern: str) -> str:
        return pattern.format(**self.ids)


def a_world() -> World:
    """A patient who wrote for a month and is cared for, with one of everything."""
    clinic = a_clinic(name=TEXTS["clinic"])
    enrolled = clock.now() - timedelta(days=DAYS + 10)
    patient = a_patient(clinic=clinic, name=TEXTS["patient"], time_zone=ZONE, created_at=enrolled)
    a_consent(patient, "c_push")
    specialist = a_specialist(clinic=clinic, name=TEXTS["specialist"], time_zone=ZONE)
    colleague = a_specialist(clinic=clinic, name=TEXTS["colleague"])
    second = a_specialist(clinic=clinic, name=TEXTS["second specialist"], time_zone=ZONE)
    other = a_patient(clinic=clinic, name=TEXTS["other patient"])
    a_grant(patient=other, specialist=second)
    for each in (specialist, second):
        a_grant(patient=patient, specialist=each)
    a_grant(patient=patient, specialist=colleague, categories=["pain"], ended_at=clock.now())
    written = _write_a_month(patient)
    cared = cared_for(patient, specialist, TEXTS)
    infusions = _treat(Chart(patient, specialist))
    ids = {name: str(value) for name, value in {**cared, **infusions, **written}.items()}
    return World(
        patient=patient,
        specialist=specialist,
        second_specialist=second,
        coordinator=a_coordinator(clinic=clinic, name=TEXTS["coordinator"]),
        ids={**ids, "patient": str(patient.id), "today": str(ago(0))},
    )


def _write_a_month(patient: Person) -> dict[str, object]:
    """Days with gaps, side effects, a reason for what is missing, a moment and a conflict."""
    phone = Phone(patient)
    written, in_conflict, moment = ago(1), ago(3), a_moment_id()
    writes = [
        day_write(
            ago(n),
            answers={"pain_average": 4 + n % 4, "mood": 6 - n % 3, "sleep_hours": 6.5},
            side_effects={"nausea": 1 + n % 3} if n % 5 == 0 else {},
        )
        for n in range(4, DAYS)
        if n % 7
    ]
    texts = {"note": TEXTS["note"], "other_text": TEXTS["other_text"]}
    results = phone.sync(
        *writes,
        day_write(ago(7), missing_reason="forgot"),
        day_write(written, answers={"pain_average": 5, "mood": 4}, **texts),
        day_write(in_conflict, answers={"pain_average": 3}),
        day_write(in_conflict, answers={"pain_average": 8}),
        moment_write(moment, written, answers={"pain_now": 8}, side_effects={"nausea": 2}),
    )
    assert {each["outcome"] for each in results} == {"created", "conflict_kept"}, results
    return {"written": written, "in_conflict": in_conflict, "moment": moment}


def _treat(desk: Chart) -> dict[str, UUID]:
    """An order of infusions: one was given, one is planned."""
    ids = {"infusions": uuid4(), "given": uuid4(), "planned": uuid4()}
    desk.record(f"orders/{ids['infusions']}", order_body(stop_rule=TEXTS["stop_rule"]))
    desk.record(f"sessions/{ids['given']}", given_body(ids["infusions"], at(10, hour=9)))
    desk.record(f"sessions/{ids['planned']}", planned_body(ids["infusions"], at(-5, hour=9)))
    return ids
