"""The fast decoder and the documented schemas accept and refuse the same raw text."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import Schema, ValidationError

from backend.catalogue.service import catalogue
from backend.diary.bodies import (
    InvalidBody,
    Refused,
    content,
    decode_day,
    decode_moment,
    decode_sync,
    read_json,
)
from backend.web.diary.bodies import DayBodySchema, MomentBodySchema, SyncSchema
from tests.diary.test_sync_bodies import BAD, GOOD, PATIENT

Tree = list[tuple[str, Any]]
"""An object as its keys and raw values in order, so that a key may come twice."""

ODD = [
    *("null", "true", "false", "[]", "{}", '""', '"5"', '"mood"', "[1]", "[1,1]", "[1.0]", "[0]"),
    *("NaN", "Infinity", "-Infinity", "1E400", "1e308", "-1e-400", "9" * 30, "-" + "9" * 30),
    *("0", "-0", "0.0", "-0.0", "1", "1.0", "1e0", "3", "5", "5.5", "7.3", "7.5", "10", "11", "41"),
    *("30", "35", "100", "100.0", "24", "24.5", "0.1", "2147483648", "9" * 4000),
    *(r'"\ud800"', r'"a\udc00b"', r'"\ud83d\ude00"', r'"a\u0000"', r'"\\u0000"', '"\x7f"'),
    *(json.dumps("x" * 500), json.dumps("x" * 501), json.dumps("😀" * 500, ensure_ascii=False)),
    *('"2026-03-01"', '"20260301"', '"1899-12-31"', '"2999-12-31"', '"3000-01-01"', '"2026-02-29"'),
    *('"2026-03-01T10:00:00Z"', '"2026-03-01t10:00:00.1234567z"', '"2026-03-01 10:00:00+0100"'),
    *('"2026-03-01T10:00:00"', '"2026-03-01T10:00Z"', '"3000-01-01T00:00:00Z"', '"1772359200"'),
    *('"2026-03-01T10:00:00+14:60"', '"2999-12-31T23:59:59.9999999Z"', '"Europe/Paris"', '"utc"'),
    *('"forgot"', '"mistake"', '"Forgot"', '"localtime"', '"2026-03-01T10:00:00\\u0000Z"'),
]
STRAY = ["mood", "note", "at", "day", "missing_reason", "kind", "pain_average", "x", r"\ud800", ""]


@dataclass(frozen=True)
class Door:
    fast: Callable[[bytes], Any]
    documented: Schema
    tree: Tree


def _written() -> Tree:
    effects = [(name, str(n % 4)) for n, name in enumerate(catalogue().side_effects)][:6]
    return [
        ("side_effects", effects),
        ("note", '"Rain."'),
        ("other_text", "null"),
        ("written_at", '"2026-03-01T19:05:00+01:00"'),
        ("time_zone", '"Europe/Paris"'),
        ("offline", "true"),
        ("sent_at", '"2026-03-01T18:06:00Z"'),
        ("reason", '"other"'),
        ("resolves", "[1, 2]"),
    ]


def _answers(asked: list[str]) -> tuple[str, Any]:
    return ("answers", [(name, "1" if n % 2 else "0") for n, name in enumerate(asked)])


DAY = Door(
    decode_day,
    DayBodySchema(),
    [_answers([i.id for i in catalogue().day_items if i.id != "ps_relief"]), *_written()],
)
SILENT_DAY = Door(
    decode_day,
    DAY.documented,
    [("missing_reason", '"forgot"'), ("answers", [("mood", "null")]), *_written()],
)
MOMENT = Door(
    decode_moment,
    MomentBodySchema(),
    [
        _answers([item.id for item in catalogue().moment_items]),
        ("at", '"2026-03-01T12:00:00Z"'),
        ("day", '"2026-03-01"'),
        *_written(),
    ],
)


def _text(tree: Any) -> str:
    if isinstance(tree, str):
        return tree
    return "{" + ",".join(f'"{name}":{_text(value)}' for name, value in tree) + "}"


@st.composite
def changed(draw: st.DrawFn, tree: Tree) -> Tree:
    """The tree with one entry odd, gone, doubled or added, at the top or one level below."""
    branches = [n for n, (_, value) in enumerate(tree) if isinstance(value, list)]
    if branches and draw(st.booleans()):
        place = draw(st.sampled_from(branches))
        name, inner = tree[place]
        return [*tree[:place], (name, draw(changed(inner))), *tree[place + 1 :]]
    place = draw(st.integers(0, len(tree) - 1)) if tree else 0
    odd = draw(st.sampled_from(ODD))
    match draw(st.sampled_from(["odd", "odd", "odd", "gone", "twice", "stray", "answer"])):
        case "odd" if tree:
            return [*tree[:place], (tree[place][0], odd), *tree[place + 1 :]]
        case "gone":
            return [*tree[:place], *tree[place + 1 :]]
        case "twice" if tree:
            return [*tree, (tree[place][0], odd)]
        case "stray":
            return [*tree, (draw(st.sampled_from(STRAY)), odd)]
    return [*tree, (draw(st.sampled_from(sorted(catalogue().measures))), odd)]


def _fast(door: Door, raw: bytes) -> Any:
    try:
        return door.fast(raw)
    except InvalidBody:
        return None


def _documented(door: Door, raw: bytes) -> dict[str, Any] | None:
    try:
        loaded: dict[str, Any] = door.documented.load(read_json(raw))
    except ValidationError:
        return None
    return loaded


class TestTwoDoors:
    @pytest.mark.parametrize("door", [DAY, SILENT_DAY, MOMENT], ids=["day", "silent", "moment"])
    def test_both_take_what_is_right(self, door: Door) -> None:
        raw = _text(door.tree).encode()
        assert _fast(door, raw) is not None
        assert _documented(door, raw) is not None

    @settings(max_examples=900, deadline=None)
    @given(st.data())
    def test_both_judge_raw_text_alike(self, data: st.DataObject) -> None:
        door = data.draw(st.sampled_from([DAY, SILENT_DAY, MOMENT]))
        tree = door.tree
        for _ in range(data.draw(st.integers(1, 3))):
            tree = data.draw(changed(tree))
        raw = _text(tree).encode()

        body, loaded = _fast(door, raw), _documented(door, raw)

        assert (body is None) is (loaded is None), raw
        if body is not None and loaded is not None:
            answers = {k: v for k, v in loaded.get("answers", {}).items() if v is not None}
            assert content(body)["answers"] == answers
            assert body.side_effects == loaded.get("side_effects", {})
            assert body.written_at == loaded["written_at"]

    @pytest.mark.parametrize("odd", ODD)
    @pytest.mark.parametrize("door", [DAY, SILENT_DAY, MOMENT], ids=["day", "silent", "moment"])
    def test_both_judge_each_odd_value_alike_wherever_it_stands(self, door: Door, odd: str) -> None:
        places = [(name,) for name, _ in door.tree] + [
            (name, key) for name, inner in door.tree if isinstance(inner, list) for key, _ in inner
        ]
        for place in places:
            raw = _text(_with(door.tree, place, odd)).encode()
            assert (_fast(door, raw) is None) is (_documented(door, raw) is None), raw

    @pytest.mark.parametrize("case", [*GOOD, *BAD])
    def test_both_judge_a_write_alike(self, case: str) -> None:
        write = (GOOD.get(case) or BAD[case])[0]
        raw = json.dumps({"device_id": "phone", "writes": [write]}).encode()
        taken = not isinstance(decode_sync(raw, patient_id=PATIENT).writes[0], Refused)

        # Whose patient it is, no document can tell.
        assert taken is not bool(SyncSchema().validate(read_json(raw))) or case == "other patient"


def _with(tree: Tree, place: tuple[str, ...], odd: str) -> Tree:
    first, *rest = place
    return [
        (name, (_with(value, tuple(rest), odd) if rest else odd) if name == first else value)
        for name, value in tree
    ]
