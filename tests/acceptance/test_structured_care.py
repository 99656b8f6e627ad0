"""What users of other systems complained about in follow-up, and ours has to do: A10 and A11.

A11 (a session is moved) is shown at length in tests/schedule/test_sessions.py.
"""

from collections.abc import Callable

import pytest
import yaml

from backend.catalogue import service
from backend.catalogue.service import catalogue
from backend.instruments import service as responses
from backend.schedule.service import building
from tests.builders import acting, fetch
from tests.ward import a_chart, response_body

TIRED = "Feeling tired or having little energy", "Feeling tired, or short of energy"


def reworded(change: Callable[[str], str]):
    """The shipped catalogue with its text changed."""
    text = service._shipped("catalogue.yaml").decode()
    changed = change(text)
    assert changed != text
    return service.load(changed.encode(), service._shipped("signatures.yaml"))


def rows_of(chart) -> list:
    return fetch(
        "SELECT id, slot, state, opens_at, closes_at, answer_id FROM occurrences"
        " WHERE patient_id = %s ORDER BY slot",
        chart.patient.id,
    )


class TestA10TextEdited:
    """Editing a text neither resets a schedule nor touches what was answered."""

    @pytest.fixture
    def chart(self, app):
        chart = a_chart(enrolled_days_ago=30)
        chart.due()
        chart.answer("phq9", {"phq9_1": 2})
        chart.answer("peg", {"peg_1": 5})
        return chart

    def test_leaves_the_schedule_and_its_answers_as_they_were(self, chart, monkeypatch) -> None:
        before, listed = rows_of(chart), chart.due()
        edited = reworded(lambda text: text.replace(*TIRED))
        monkeypatch.setattr(building, "catalogue", lambda: edited)
        assert chart.due() == listed
        assert rows_of(chart) == before

    def test_makes_another_version_of_that_questionnaire_alone(self) -> None:
        edited = reworded(lambda text: text.replace(*TIRED))
        changed = {
            name
            for name, instrument in edited.instruments.items()
            if instrument.version != catalogue().instruments[name].version
        }
        assert changed == {"phq9"}

    def test_leaves_each_answer_pinned_to_what_was_asked(self, chart) -> None:
        versions = {
            item["instrument"]: item["instrument_version"]
            for item in chart.read("instruments")["items"]
        }
        assert versions == {name: catalogue().instruments[name].version for name in versions}

    def test_leaves_an_answer_pinned_that_is_struck_out_later(self, chart, monkeypatch) -> None:
        (kept,) = chart.read("instruments", instrument="phq9")["items"]
        edited = reworded(lambda text: text.replace(*TIRED))
        monkeypatch.setattr(responses, "catalogue", lambda: edited)
        body = response_body("phq9", {"phq9_1": 0}, status="entered_in_error", reason="my son")
        struck = chart.record(f"instruments/responses/{kept['id']}", body, based_on=1)
        same = ("instrument_version", "answers", "score", "answered_at")
        assert {name: struck[name] for name in same} == {name: kept[name] for name in same}
        assert struck["status"] == "entered_in_error"

    def test_of_the_order_of_the_catalogue_changes_nothing(self, chart, monkeypatch) -> None:
        before = rows_of(chart)
        document = yaml.safe_load(service._shipped("catalogue.yaml"))
        document["instruments"].reverse()
        shuffled = service.load(
            yaml.safe_dump(document, sort_keys=False).encode(), service._shipped("signatures.yaml")
        )
        monkeypatch.setattr(building, "catalogue", lambda: shuffled)
        chart.due()
        assert rows_of(chart) == before

    def test_of_a_day_start_moves_only_what_is_open(self, chart) -> None:
        before = {row[0]: row for row in rows_of(chart)}
        with acting("r_patient", chart.patient.id) as connection:
            connection.execute(
                "UPDATE accounts SET day_starts_at = '06:00' WHERE id = %s", [chart.patient.id]
            )
        chart.due()
        for row in rows_of(chart):
            if row[0] in before and row[2] == "done":
                assert row == before[row[0]]
