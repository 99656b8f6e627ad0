"""Calls for help on the patient list: seen by everybody who supervises, and first of all."""

import pytest

from tests.builders import a_clinic, a_day, a_grant, a_specialist, acting
from tests.supervision.ward import DONE, pressed
from tests.ward import Chart
from tests.web.trends.lists import a_revision, a_shared_patient, ago, names, the_row


@pytest.fixture
def specialist(app):
    return a_specialist()


class TestCalls:
    def test_are_the_first_marks_until_somebody_answered(self, specialist) -> None:
        patient = a_shared_patient(specialist)
        a_day(patient, ago(1))
        a_revision(patient, ago(1), red_flags=["haematuria"])
        first, second = pressed(Chart(patient)), pressed(Chart(patient))

        marks = the_row(specialist)["marks"]

        assert [mark["kind"] for mark in marks] == ["not_safe", "not_safe", "red_flag"]
        assert [mark["id"] for mark in marks[:2]] == [second, first]
        said = {item["id"]: item["pressed_at"] for item in Chart(patient).read("calls")["items"]}
        assert [mark["pressed_at"] for mark in marks[:2]] == [said[second], said[first]]
        for press_id in (first, second):
            desk = Chart(patient, specialist)
            desk.record(f"calls/{press_id}/answer", {"what_was_done": DONE})
        assert [mark["kind"] for mark in the_row(specialist)["marks"]] == ["red_flag"]

    @pytest.mark.parametrize("category", ["pain", "notes"])
    def test_are_seen_with_any_category(self, specialist, category) -> None:
        patient = a_shared_patient(specialist, categories=[category])
        press_id = pressed(Chart(patient))

        [mark] = the_row(specialist)["marks"]

        assert (mark["kind"], mark["id"]) == ("not_safe", press_id)

    def test_are_seen_by_a_colleague_whom_the_grant_covers(self, app) -> None:
        clinic = a_clinic()
        patient = a_shared_patient(a_specialist())
        a_grant(patient=patient, specialist=a_specialist(clinic=clinic), covers_team=True)
        pressed(Chart(patient))

        assert the_row(a_specialist(clinic=clinic))["marks"][0]["kind"] == "not_safe"

    def test_are_not_seen_after_the_grant(self, specialist) -> None:
        patient = a_shared_patient(specialist)
        pressed(Chart(patient))
        with acting("r_patient", patient.id) as connection:
            connection.execute("UPDATE grants SET ended_at = now()")

        assert names(specialist) == []


class TestOrder:
    @pytest.fixture
    def specialist(self, app):
        """Cleo called, then Ada did; Dora reported a red flag, bea got worse."""
        specialist = a_specialist()
        people = {
            name: a_shared_patient(specialist, name=name)
            for name in ("Cleo", "bea", "Dora", "Ada", "Eve")
        }
        for back in range(14):
            a_day(people["bea"], ago(back), pain_average=8 if back < 7 else 4)
            a_day(people["Cleo"], ago(back), pain_average=9 if back < 7 else 1)
        a_day(people["Dora"], ago(3))
        a_revision(people["Dora"], ago(3), red_flags=["jaundice"])
        pressed(Chart(people["Cleo"]))
        pressed(Chart(people["Ada"]))
        return specialist

    def test_puts_the_last_call_first_then_marks_then_who_got_worse(self, specialist) -> None:
        assert names(specialist) == ["Ada", "Cleo", "Dora", "bea", "Eve"]

    @pytest.mark.parametrize(
        ("sort", "order"),
        [("name", ["Ada", "bea", "Cleo", "Dora", "Eve"]),
         ("pain_change_7d", ["bea", "Cleo", "Ada", "Dora", "Eve"])],
    )  # fmt: skip
    def test_is_as_asked_where_one_is_asked_for(self, specialist, sort, order) -> None:
        assert names(specialist, sort=sort) == order
