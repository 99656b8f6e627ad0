"""A document of another shape is refused in words, whatever it holds instead."""

import copy
import datetime
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.catalogue import checks, reading
from backend.catalogue.shapes import misshapen
from tests.catalogue.shipped import CATALOGUE, SIGNATURES, Raw, named


def _limit(raw: Raw) -> Raw:
    return raw["treatment"]["plausibility"][0]


def _task(raw: Raw) -> Raw:
    return named(raw["cognitive_battery"]["tasks"], "trail")


def _field(raw: Raw, name: str) -> Raw:
    return named(raw["treatment"]["session_fields"], name)


DAMAGE: dict[str, tuple[Callable[[Raw], object], str]] = {
    "no section": (lambda c: c.pop("treatment"), "treatment.drugs should be a list, not None"),
    "section of another kind": (
        lambda c: c.update(phenotype=[]),
        "phenotype should be a dict, not []",
    ),
    "entry that lacks two": (
        lambda c: (c["treatment"]["labs"][0].pop("loinc"), c["treatment"]["labs"][0].pop("unit")),
        "treatment.labs: an entry lacks loinc, unit",
    ),
    "number as text": (
        lambda c: _limit(c).update(warn_below="5"),
        "warn_below should be a int | float, not '5'",
    ),
    "true as a number": (
        lambda c: _task(c).update(seconds=True),
        "cognitive_battery.tasks.trail.seconds should be a int, not True",
    ),
    "key that is no text": (
        lambda c: c["phenotype"].update(wpi_map={1: "neck"}),
        "phenotype.wpi_map.1 should be a str, not 1",
    ),
    "session without a field": (
        lambda c: c["treatment"]["session_fields"].remove(_field(c, "weight_kg")),
        "treatment.session_fields.weight_kg.max_age_days should be a int, not None",
    ),
    "order without a stop rule": (
        lambda c: named(c["treatment"]["order_fields"], "stop_rule").pop("default"),
        "treatment.order_fields.stop_rule.default should be a str, not None",
    ),
    "rhythm without a list": (
        lambda c: c["schedule"].update(every_7_days="peg"),
        "schedule.every_7_days should be a list, not 'peg'",
    ),
    "date among the texts": (
        lambda c: _task(c).update(notes=datetime.date(2026, 1, 1)),
        "the document is none that JSON can hold",
    ),
    "no number": (
        lambda c: _limit(c).update(warn_above=float("nan")),
        "the document is none that JSON can hold",
    ),
}


def _places(node: Any) -> Iterator[tuple[Any, Any]]:
    """Every place below the node: what holds it, and the key or number under which."""
    keys = list(node) if isinstance(node, dict) else range(len(node))
    for key in keys:
        yield node, key
        if isinstance(node[key], dict | list):
            yield from _places(node[key])


PLACES = len(list(_places(CATALOGUE)))
NONSENSE = [
    None,
    True,
    -1,
    0,
    3,
    0.5,
    "x",
    "",
    [],
    ["x"],
    [[]],
    {},
    {"x": 1},
    [None],
    [{"id": "x"}],
]


class TestMisshapen:
    @pytest.mark.parametrize(
        ("raw", "pattern"),
        [
            (1, int),
            (1, int | float),
            (None, str | None),
            ({"free": 1}, {}),
            ({}, {"a?": int}),
            ({"a": 1, "b": "x"}, {"a": int, str: str}),
            ([{"a": 1}, {"a": 2}], [{"a": int}]),
            (object, Any),
        ],
    )
    def test_is_nothing_in_what_fits(self, raw: object, pattern: object) -> None:
        assert list(misshapen(raw, pattern)) == []

    @pytest.mark.parametrize(
        ("raw", "pattern", "words"),
        [
            (True, int, "x should be a int, not True"),
            (1, float | None, "x should be a float | None, not 1"),
            ([1, "2"], [int], "x.1 should be a int, not '2'"),
            ({"a": 1}, [int], "x should be a list, not {'a': 1}"),
            ([{"id": "b"}], [{"id": str, "n": int}], "x: an entry lacks n: {'id': 'b'}"),
            ([{"id": "b", "n": 0.5}], [{"id": str, "n": int}], "x.b.n should be a int, not 0.5"),
            ([7], [{"n": int}], "x: an entry lacks n: 7"),
            ([7], [{"n?": int}], "x.0 should be a dict, not 7"),
            (None, {"a": {"b": int}}, "x.a.b should be a int, not None"),
            ({"a": None}, {"a?": int}, "x.a should be a int, not None"),
            ({1: "a"}, {str: str}, "x.1 should be a str, not 1"),
        ],
    )
    def test_names_the_place_and_what_should_be_there(
        self, raw: object, pattern: object, words: str
    ) -> None:
        assert list(misshapen(raw, pattern, "x")) == [words]


class TestFindings:
    @pytest.mark.parametrize("damage", DAMAGE)
    def test_name_the_damage(self, damage: str) -> None:
        raw = copy.deepcopy(CATALOGUE)
        spoil, words = DAMAGE[damage]
        spoil(raw)

        assert words in "\n".join(checks.findings(raw, SIGNATURES))

    @settings(max_examples=250, deadline=None)
    @given(place=st.integers(0, PLACES - 1), nonsense=st.sampled_from(NONSENSE))
    def test_are_all_that_nonsense_anywhere_brings(self, place: int, nonsense: object) -> None:
        raw = copy.deepcopy(CATALOGUE)
        holder, key = list(_places(raw))[place]
        holder[key] = nonsense

        if not checks.findings(raw, SIGNATURES):
            reading.read(raw, unsigned_messages=SIGNATURES["unsigned_messages"])
