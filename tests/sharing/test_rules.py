"""When a grant is over, and what doesn't fit a consent form."""

from datetime import UTC, date, datetime

import pytest

from backend.catalogue.rules import CATEGORIES as CATALOGUED
from backend.catalogue.service import catalogue
from backend.sharing import rules

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TODAY = date(2026, 3, 1)
YESTERDAY, TOMORROW = date(2026, 2, 28), date(2026, 3, 2)


class TestIsOver:
    @pytest.mark.parametrize(
        ("ended_at", "expires_on", "over"),
        [
            (None, None, False),
            (None, TOMORROW, False),
            (None, TODAY, False),
            (None, YESTERDAY, True),
            (NOW, None, True),
            (NOW, TOMORROW, True),
        ],
    )
    def test_from_its_end_or_the_day_after_its_last(self, ended_at, expires_on, over):
        assert rules.is_over(ended_at=ended_at, expires_on=expires_on, today=TODAY) is over


class TestNeededToGrant:
    def test_is_what_is_required_and_what_sharing_needs(self):
        needed = rules.needed_to_grant(catalogue().consent_items)

        assert needed == {*catalogue().required_consents, "c_share"}


class TestFlawsOfDecision:
    def test_names_each_thing_that_does_not_fit(self):
        flaws = rules.flaws_of_decision(
            catalogue(), version="another", items=["c_use", "c_nothing"], cards=["no_such_card"]
        )

        assert set(flaws) == {"version", "items.c_nothing", "cards"}

    def test_are_none_when_all_fits(self):
        form = catalogue()
        cards = [card.id for card in form.cards]

        assert not rules.flaws_of_decision(
            form, version=form.consent_version, items=["c_use"], cards=cards
        )


class TestCategories:
    def test_are_those_of_the_catalogue(self):
        assert set(rules.CATEGORIES) == CATALOGUED
