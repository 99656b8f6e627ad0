"""A year of simulated patients, driven through HTTP from the order to the review, and told."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from backend import clock
from backend.demo.care import events_of, record_care, writes_after_sessions
from backend.demo.course import Course
from backend.demo.gateway import Phone
from backend.demo.patients import SimulatedPatient, simulated_patients
from backend.demo.simulation import simulated_writes
from backend.demo.timeline import timeline
from tests.builders import PASSWORD, a_consent, a_grant, a_patient, a_specialist, as_, fetch

PATIENTS = {patient.key: patient for patient in simulated_patients()}


class Year:
    """One simulated patient's whole course, recorded by a phone and a desk."""

    def __init__(self, app, simulated: SimulatedPatient) -> None:
        self.now = clock.now()
        zone = ZoneInfo(simulated.time_zone)
        self.today = self.now.astimezone(zone).date()
        self.course = Course(simulated, self.today)
        began = datetime.combine(simulated.enrolled_on(self.today), time(9), zone)
        self.patient = a_patient(created_at=began, time_zone=simulated.time_zone)
        a_consent(self.patient, "c_cognitive")
        specialist = self.specialist = a_specialist()
        a_grant(patient=self.patient, specialist=specialist)
        self.phone = Phone(app.test_client(use_cookies=False))
        self.phone.sign_in(self.patient.email, PASSWORD)
        self.desk = Phone(as_(specialist))
        self.record()
        writes = simulated_writes(
            simulated, opened_on=self.today, first=began.date(), last=self.today, now=self.now
        )
        writes += writes_after_sessions(
            self.course, first=began.date(), last=self.today, now=self.now
        )
        self.phone.send(writes, "phone")

    def record(self) -> None:
        record_care(self.course, self.phone, self.desk, since=None, now=self.now)

    def told(self) -> str:
        return "\n".join(timeline(self.phone, today=self.today))

    def rows(self, table: str) -> list:
        return fetch(
            f"SELECT * FROM {table} t WHERE patient_id = %s ORDER BY t::text", self.patient.id
        )

    def given(self) -> list[dict]:
        sessions = self.phone.read_all("sessions")
        return [session for session in sessions if session["status"] == "given"]


@pytest.fixture(scope="module")
def infusions(app) -> Year:
    return Year(app, PATIENTS["petra.vzorek"])


@pytest.fixture(scope="module")
def at_home(app) -> Year:
    return Year(app, PATIENTS["stefan.minta"])


@pytest.fixture(scope="module")
def no_benefit(app) -> Year:
    return Year(app, PATIENTS["tuva.prove"])


class TestTwelveMonthsOfInfusions:
    def test_are_planned_given_and_amended_under_two_orders(self, infusions) -> None:
        given = infusions.given()
        assert len(given) == 13
        assert all(session["plan"] is not None for session in given)
        assert [session["revision"] for session in given].count(3) == 1
        assert len(infusions.phone.read_all("orders")) >= 2

    def test_bind_what_was_answered_to_every_session(self, infusions) -> None:
        answered = fetch(
            "SELECT count(DISTINCT session_id) FROM occurrences"
            " WHERE patient_id = %s AND state = 'done' AND ask = 'moment'",
            infusions.patient.id,
        )
        assert answered[0][0] >= 11
        doubled = fetch(
            "SELECT answer_id FROM occurrences WHERE patient_id = %s AND answer_id IS NOT NULL"
            " GROUP BY answer_id HAVING count(*) > 1",
            infusions.patient.id,
        )
        assert doubled == []

    def test_ask_the_diary_of_a_day_for_one_session(self, infusions) -> None:
        doubled = fetch(
            "SELECT day FROM occurrences WHERE patient_id = %s AND ask = 'diary'"
            " AND state <> 'not_applicable' GROUP BY day HAVING count(*) > 1",
            infusions.patient.id,
        )
        assert doubled == []

    def test_add_up_in_the_ledger(self, infusions) -> None:
        (item,) = infusions.phone.read("exposure")["items"]
        total = sum(session["given"]["dose_mg"] for session in infusions.given())
        assert item["sessions"]["count_lifetime"] == 13
        assert item["sessions"]["mg_lifetime"] == pytest.approx(total)

    def test_bring_less_pain_as_the_doses_rise(self, infusions) -> None:
        given = sorted(infusions.given(), key=lambda each: each["given"]["started_at"])
        eased = [each["given"]["pain_before"] - each["given"]["pain_after"] for each in given]
        assert sum(eased[2:6]) / 4 > eased[0]

    def test_are_told_month_by_month(self, infusions) -> None:
        told = infusions.told()
        assert told.count("SESSION ") == 13 + ("planned" in told)
        for part in ("ORDER ", "ANSWERED  phq9", "TASKS     baseline", "LABS ", "DIARY ",
                     "burst: ", "Exposure", "amended 1 x", "Schedule moved: "):  # fmt: skip
            assert part in told, part
        assert len([line for line in told.splitlines() if line[:2] == "20"]) >= 12

    def test_said_again_change_nothing(self, infusions) -> None:
        before = {
            table: infusions.rows(table)
            for table in (
                *("treatment_sessions", "responses", "occurrences", "record_revisions"),
                *("not_safe_presses", "notes"),
            )
        }
        infusions.record()
        assert {table: infusions.rows(table) for table in before} == before


class TestOralDosesAtHome:
    def test_are_logged_on_their_orders(self, at_home) -> None:
        doses = at_home.phone.read_all("doses")
        assert len(doses) > 100
        assert {finding["code"] for dose in doses for finding in dose["findings"]} == set()

    def test_add_up_in_the_ledger(self, at_home) -> None:
        (item,) = at_home.phone.read("exposure")["items"]
        total = sum(dose["dose_mg"] for dose in at_home.phone.read_all("doses"))
        assert (item["route"], item["home_doses"]["mg_lifetime"]) == ("po", pytest.approx(total))

    def test_have_no_burst(self, at_home) -> None:
        assert "burst" not in at_home.told().split("Asked and answered")[1].split("Exposure")[0]


class TestCallsForHelp:
    def test_of_one_was_answered_noted_and_looked_at(self, infusions) -> None:
        (press,) = infusions.phone.read_all("calls")
        assert press["what_was_done"] is not None
        assert len(infusions.phone.read_all("notes")) == 2
        assert infusions.phone.read("reviewed")["reviewed_by"] == press["answered_by"]

    def test_of_another_waits_at_the_head_of_the_list(self, at_home) -> None:
        (press,) = at_home.phone.read_all("calls")
        (row,) = as_(at_home.specialist).get("/api/v1/caseload").json["items"]
        assert press["answered_at"] is None
        assert row["marks"][0]["kind"] == "not_safe"
        assert row["marks"][0]["id"] == press["id"]


class TestNoBenefit:
    def test_is_stopped_by_the_orders_own_rule(self, no_benefit) -> None:
        (order,) = no_benefit.phone.read_all("orders")
        assert (order["status"], order["in_force"]) == ("revoked", False)
        assert "stopped by the order's rule" in no_benefit.told()

    def test_drops_out_as_documented(self, no_benefit) -> None:
        course = no_benefit.course
        begun = course.patient.enrolled_on(no_benefit.today)
        kept = [course.kept(begun.replace()), course.kept(no_benefit.today)]
        assert kept[0] == course.patient.adherence
        assert kept[1] < 0.7 * kept[0]


class TestSimulator:
    def test_tells_the_same_every_time(self) -> None:
        now = datetime(2026, 6, 1, 12, tzinfo=ZoneInfo("UTC"))
        for patient in PATIENTS.values():
            if patient.doses_mg_per_kg:
                course = Course(patient, now.date())
                told = [events_of(course, since=None, now=now) for _ in range(2)]
                assert told[0] == told[1] != []

    def test_has_half_the_effect_at_its_documented_dose(self) -> None:
        now = datetime(2026, 6, 1, 12, tzinfo=ZoneInfo("UTC"))
        course = Course(PATIENTS["petra.vzorek"], now.date())
        first, third = course.session_on(0), course.session_on(2)
        assert course._effect(first) == pytest.approx(0.75)
        assert course._effect(third) == pytest.approx(1)
