"""The catalogue beside what the database has of it."""

from dataclasses import replace

import pytest

from backend.catalogue.service import catalogue
from backend.diary.service import agreement
from tests.builders import as_

PAIN = "pain_average"


@pytest.fixture
def differs(app, monkeypatch):
    """Lets the catalogue say something else, and gives the sentences about it."""

    def saying(**changed):
        other = replace(catalogue(), **changed)
        monkeypatch.setattr(agreement, "catalogue", lambda: other)
        monkeypatch.setattr(agreement, "_agreed", [])
        with app.app_context():
            return agreement.findings()

    return saying


def with_item(**changed):
    """The items of a day, pain changed."""
    return tuple(
        replace(item, **changed) if item.id == PAIN else item for item in catalogue().day_items
    )


class TestFindings:
    def test_are_none_with_the_catalogue_in_force(self, differs):
        assert differs() == []

    def test_name_an_item_of_another_category(self, differs):
        found = differs(day_items=with_item(category="mood"))

        assert found == [
            "The shared views hold pain_average for pain, the catalogue mood.",
            "shared_days.pain_average is shown for pain, the catalogue says mood.",
        ]

    @pytest.mark.parametrize("name", list(catalogue().side_effects))
    def test_name_a_side_effect_of_another_category(self, differs, name):
        effect = replace(catalogue().side_effects[name], category="notes")
        found = differs(side_effects={**catalogue().side_effects, name: effect})

        assert len(found) == 1
        assert f"hold {name} for" in found[0]

    def test_name_an_item_that_has_no_column(self, differs):
        item = replace(catalogue().day_items[0], id="unheard_of")
        found = differs(day_items=(*catalogue().day_items, item))

        assert len(found) == 3
        assert all("unheard_of" in sentence and "None" in sentence for sentence in found)

    def test_name_another_scale(self, differs):
        scale = replace(catalogue().day_items[0].scale, maximum=11.0)
        found = differs(day_items=with_item(scale=scale))

        assert found == [
            "days.pain_average takes (0.0, 10.0), the scale of the catalogue is (0.0, 11.0)."
        ]

    def test_make_the_service_not_ready(self, differs):
        differs(day_items=with_item(category="mood"))

        answer = as_(None).get("/health/ready")

        assert (answer.status_code, answer.json["code"]) == (503, "not_ready")
        assert PAIN in answer.json["detail"]
