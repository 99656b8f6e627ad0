"""Each of the two walls alone: the other one is knocked out for the test."""

from collections.abc import Callable

import pytest
from flask import Flask

from backend.access import policy
from backend.diary import read_queries
from backend.sharing import queries as sharing
from backend.web import hot
from tests.access.calls import Call, calls
from tests.access.judging import faults_of, leaks, may_touch
from tests.access.worlds import (
    EVERYBODY,
    SELF,
    SHARED_WITH,
    World,
    a_world,
    logged,
)
from tests.builders import ALL_CATEGORIES

STRANGERS = sorted(EVERYBODY - SELF - SHARED_WITH)


def let_everybody_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "require", lambda *_: None)
    monkeypatch.setattr(policy, "require_role", lambda *_: None)


def take_everybody_for_the_patient(monkeypatch: pytest.MonkeyPatch) -> None:
    let_everybody_through(monkeypatch)
    monkeypatch.setattr(hot, "is_own", lambda *_: True)


def grant_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    let_everybody_through(monkeypatch)
    for module in (sharing, hot):
        monkeypatch.setattr(module, "granted_categories", lambda _: frozenset(ALL_CATEGORIES))


WITHOUT_POLICY = {
    "nobody is refused": let_everybody_through,
    "everybody is the patient": take_everybody_for_the_patient,
    "everybody has every category": grant_everything,
}


def damage_by(app: Flask, relation: str) -> list[str]:
    """What this relation gets to see of X, or changes, whatever the status says."""
    world, found = a_world(), []
    with logged() as lines:
        for call in calls(app):
            found += [f"{call}: {fault}" for fault in _damage(call, relation, world)]
    return found + [line for line in lines if world.betrayed_by(line)]


def _damage(call: Call, relation: str, world: World) -> list[str]:
    client = world.client(relation)
    before = world.stored()
    found = leaks(call.send(client, world), relation, world, bare_names=True)
    if world.stored() != before and not may_touch(call, relation):
        found.append("changed what X has")
    return found


class TestRowLevelSecurityAlone:
    @pytest.mark.parametrize("relation", STRANGERS)
    @pytest.mark.parametrize("without", WITHOUT_POLICY.values(), ids=WITHOUT_POLICY.keys())
    def test_shows_and_changes_nothing(self, app, monkeypatch, without: Callable, relation: str):
        without(monkeypatch)

        assert damage_by(app, relation) == []

    def test_gives_a_specialist_of_pain_nothing_but_pain(self, app, monkeypatch):
        grant_everything(monkeypatch)

        assert damage_by(app, "specialist of pain") == []


class TestPolicyAlone:
    @pytest.mark.parametrize("relation", sorted(EVERYBODY))
    def test_lets_in_whom_it_names_and_nobody_else(self, without_rows, relation):
        faults, _ = faults_of(calls(without_rows), relation)

        assert faults == []


def forget_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the hot statements leave out that they ask for the one who is bound."""
    condition = "AND p.id = (SELECT app_uid())"
    assert condition in read_queries.CHANGES_PAGE
    for name in ("days_page", "one_day", "moments_page", "one_moment", "revisions_page"):
        usual = getattr(read_queries, name)
        careless = lambda whose, usual=usual: usual(whose).replace(condition, "")  # noqa: E731
        monkeypatch.setattr(read_queries, name, careless)


class TestBothWallsGone:
    def test_is_seen_by_these_tests(self, without_rows, monkeypatch):
        take_everybody_for_the_patient(monkeypatch)
        forget_who_asks(monkeypatch)

        found = damage_by(without_rows, "other patient")

        for what in ("note", "other_text", "device_id"):
            assert any(fault.endswith(f"shows X's {what}") for fault in found), found
        assert any(fault.endswith("changed what X has") for fault in found)
