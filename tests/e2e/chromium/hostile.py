"""A ward in which every text is hostile: names, notes, reasons, everything that people can type."""

from typing import Any
from uuid import UUID, uuid4

from backend import clock
from tests.access.care import a_phenotype_body
from tests.builders import Person, a_clinic, a_grant, a_patient, a_specialist
from tests.e2e.chromium.payloads import PAYLOADS, filled
from tests.e2e.daytime import ZONE, ago
from tests.phone import Phone, said
from tests.supervision.ward import note_body, pressed
from tests.ward import Body, Chart, at, given_body, order_body, planned_body

LINE, WORDS, NOTE, DIARY, UNIT = 200, 2_000, 4_000, 500, 20
"""How long a text may be, by the API."""

EVENTS = 50
"""How many adverse events a session takes."""

EMAIL = "'-${__hit=1}-{{7*7}}-`x`+__proto__@ward.example.org"


class Ward:
    """Its people, and the texts of each field."""

    def __init__(self) -> None:
        self.texts: dict[str, list[str]] = {}
        everything = " ".join(PAYLOADS)
        self.clinic = a_clinic(name=self.note("clinic", [f"clinic~ {everything}"])[0])
        self.colleague = self._specialist("colleague", f"{uuid4().hex[:8]}{EMAIL}")
        self.specialist = self._specialist("reader", f"{uuid4().hex[:8]}{EMAIL}")
        self.patients = [self._patient(name) for name in self.note("patient", PAYLOADS)]
        self.charts = [HostileChart(self, at) for at in (0, 1)]

    def note(self, field: str, texts: list[str]) -> list[str]:
        """Texts that the field holds from now on."""
        self.texts.setdefault(field, []).extend(texts)
        return texts

    def fill(self, field: str, longest: int) -> list[str]:
        return self.note(field, filled(field, longest))

    def _specialist(self, field: str, email: str) -> Person:
        [name] = self.note(field, [f"{field}~ {' '.join(PAYLOADS)}"])
        return a_specialist(name=name, email=email, clinic=self.clinic)

    def _patient(self, name: str) -> Person:
        patient = a_patient(name=name, clinic=self.clinic, time_zone=ZONE)
        for reader in (self.specialist, self.colleague):
            a_grant(patient=patient, specialist=reader)
        return patient


class HostileChart:
    """The records of one patient: of what there is once, the text of its number."""

    def __init__(self, ward: Ward, number: int) -> None:
        self._ward = ward
        self._number = number
        self.patient = ward.patients[number]
        self.desk = Chart(self.patient, ward.specialist)
        self.colleague = Chart(self.patient, ward.colleague)
        self.phone = Chart(self.patient)
        self.order = uuid4()
        self.session = uuid4()
        self.cancelled = uuid4()
        self.report = uuid4()
        self.events = PAYLOADS[EVENTS * number :][:EVENTS]
        self._early = self._once("early")
        self._event = self._fill("event", WORDS)
        self._say_days()
        self._call_for_help()
        self._describe()
        self._order()
        self._give()
        self._measure()
        self._mark()

    def _once(self, field: str) -> str:
        """This patient's text for something that a chart has once."""
        text = filled(field, WORDS)[self._number]
        self._ward.note(field, [text])
        return text

    def _fill(self, field: str, longest: int) -> list[str]:
        # Both charts say the same; it is one list of texts.
        if field in self._ward.texts:
            return self._ward.texts[field]
        return self._ward.fill(field, longest)

    def _say_days(self) -> None:
        diary = Phone(self.patient)
        notes, others = self._fill("note", DIARY), self._fill("other", DIARY)
        for days, (note, other) in enumerate(zip(notes, others, strict=True)):
            answers = {"pain_average": days % 11, "mood": 5}
            body = said(answers=answers, side_effects={"other": 2}, note=note, other_text=other)
            assert diary.put(ago(days), body).status_code == 201

    def _call_for_help(self) -> None:
        pressed(self.phone)
        for done in self._fill("done", WORDS):
            place = f"calls/{pressed(self.phone)}/answer"
            self.colleague.record(place, {"what_was_done": done}, based_on=None)
        for text in self._fill("written", NOTE):
            self.colleague.record(f"notes/{uuid4()}", note_body(text=text))

    def _describe(self) -> None:
        told = {"treatments_failed_other": self._once("failed")}
        self.desk.record("phenotype", {**a_phenotype_body(self._once("onset")), **told})
        for n, name in enumerate(self._fill("medicine", LINE)):
            days = {"from_on": str(ago(10 * n + 5)), "to_on": str(ago(10 * n))}
            body = {"name": name, "atc": "N06AB04", **days}
            self.desk.record(f"phenotype/comedications/{uuid4()}", body)

    def _order(self) -> None:
        body = order_body(stop_rule=self._once("stop"))
        self.desk.record(f"orders/{self.order}", body)

    def _give(self) -> None:
        """A session with a version for each text of what it has once."""
        place, why = f"sessions/{self.session}", self._fill("why", WORDS)
        deviation = {"deviation_reason": self._once("deviation")}
        for version in range(len(self._fill("u", UNIT))):
            body = given_body(self.order, at(1, hour=9), **self._given(version))
            body["reason"] = why[version % len(why)]
            self.desk.record(place, {**body, **deviation}, based_on=version)
        place, planned = f"sessions/{self.cancelled}", planned_body(self.order, at(-2, hour=9))
        self.desk.record(place, planned)
        cancelled = {"status": "cancelled", "cancel_reason": self._once("cancel")}
        self.desk.record(place, {**planned, **cancelled}, based_on=1, reason="Too tired.")

    def _given(self, version: int) -> dict[str, Any]:
        names, units = self._fill("given", LINE), self._fill("per", LINE)
        beside = [
            {"name": name, "dose": 4, "unit": unit} for name, unit in zip(names, units, strict=True)
        ]
        batches, strengths = self._fill("batch", LINE), self._fill("u", UNIT)
        return {
            "batch": batches[version % len(batches)],
            "product_strength": {"value": 10, "unit": strengths[version % len(strengths)]},
            "premedication": beside,
            "concomitant_24h": [{"name": name} for name in self._fill("other24h", LINE)],
            "rescue_given": [{"name": name} for name in self._fill("rescue", LINE)],
            "changed": "stopped_early",
            "stop_reason": self._early,
            "adverse_events": self._events(),
        }

    def _events(self) -> list[Body]:
        lines = {name: self._fill(name, LINE) for name in ("term", "action")}
        return [
            {
                "term_reported": self._event[n % len(self._event)],
                "meddra_pt_name": lines["term"][n % len(lines["term"])],
                "ctcae_grade": 3,
                "serious": True,
                "seriousness_criteria": [payload],
                "relatedness": payload,
                "outcome": payload,
                "action_taken": lines["action"][n % len(lines["action"])],
            }
            for n, payload in enumerate(self.events)
        ]

    def _measure(self) -> None:
        result = {"lab": "alt", "value": 30, "unit": "U/L", "upper_limit": 40}
        told = {"taken_at": at(1).isoformat(), "results": [result], "reason": "It moved."}
        for version, laboratory in enumerate(self._fill("laboratory", LINE)):
            body = {**told, "laboratory": laboratory}
            self.desk.record(f"labs/{self.report}", body, based_on=version)
        for note in self._fill("dose", WORDS):
            self.phone.record(f"doses/{uuid4()}", self._dose(note))

    def _dose(self, note: str) -> Body:
        return {
            "taken_at": clock.now().isoformat(),
            "time_zone": ZONE,
            "day": str(ago(0)),
            "drug": "ketamine_racemic",
            "route": "po",
            "dose_mg": 25,
            "as_planned": True,
            "note": note,
        }

    def _mark(self) -> None:
        self.colleague.record("reviewed", {})

    @property
    def id(self) -> UUID:
        return self.patient.id
