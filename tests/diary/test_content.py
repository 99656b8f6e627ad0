"""What counts as the same thing said."""

from typing import Any

import pytest

from backend.diary.bodies import content_bytes, decode_day, decode_moment, red_flags
from tests.diary.test_bodies import a_day, a_moment


class TestContentBytes:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ({"answers": {"mood": 1, "fatigue": 2}}, {"answers": {"fatigue": 2, "mood": 1}}),
            ({"answers": {"mood": None}}, {"answers": {}}),
            ({"answers": {"sleep_hours": 7}}, {"answers": {"sleep_hours": 7.0}}),
            ({"answers": {"sleep_hours": 0}}, {"answers": {"sleep_hours": -0.0}}),
            (
                {"side_effects": {"nausea": 1, "other": 2}},
                {"side_effects": {"other": 2, "nausea": 1}},
            ),
            ({"note": None}, {}),
            ({"note": ""}, {}),
            ({"written_at": "2026-03-02T08:00:00Z", "offline": True}, {}),
            ({"reason": "other", "resolves": [1], "sent_at": "2026-03-02T08:00:00Z"}, {}),
        ],
    )
    def test_are_the_same_for_the_same_content(
        self, one: dict[str, Any], other: dict[str, Any]
    ) -> None:
        assert content_bytes(decode_day(a_day(**one))) == content_bytes(decode_day(a_day(**other)))

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ({"answers": {"mood": 0}}, {"answers": {}}),
            ({"answers": {"mood": 1}}, {"answers": {"anxiety": 1}}),
            ({"side_effects": {"nausea": 0}}, {}),
            ({"note": "x"}, {"other_text": "x"}),
            ({"missing_reason": "forgot"}, {"missing_reason": "too_ill"}),
        ],
    )
    def test_differ_where_the_content_differs(
        self, one: dict[str, Any], other: dict[str, Any]
    ) -> None:
        assert content_bytes(decode_day(a_day(**one))) != content_bytes(decode_day(a_day(**other)))

    def test_know_one_instant_in_two_zones(self) -> None:
        there = decode_moment(a_moment(at="2026-03-01T13:00:00.000+02:00"))
        assert content_bytes(there) == content_bytes(decode_moment(a_moment()))

    def test_are_compact_and_sorted(self) -> None:
        body = decode_day(a_day(answers={"sleep_hours": 7, "mood": 1}))
        assert content_bytes(body) == b'{"answers":{"mood":1,"sleep_hours":7},"side_effects":{}}'


class TestRedFlags:
    def test_are_those_that_were_felt(self) -> None:
        felt = {"jaundice": 1, "nausea": 3, "chest_pain": 2, "haematuria": 0}
        assert red_flags(felt) == ("chest_pain", "jaundice")
