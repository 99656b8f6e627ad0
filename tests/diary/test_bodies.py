"""What one day and one moment may say, judged on the raw text."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from backend.diary.bodies import (
    InvalidBody,
    MissingReason,
    NotJson,
    content,
    decode_day,
    decode_moment,
)

WRITTEN = {"written_at": "2026-03-01T19:05:00+01:00", "time_zone": "Europe/Paris"}
NOTED = {"at": "2026-03-01T12:00:00+01:00", "day": "2026-03-01"}


def a_day(**fields: Any) -> bytes:
    return json.dumps({**WRITTEN, **fields}).encode()


def a_moment(**fields: Any) -> bytes:
    return json.dumps({**WRITTEN, **NOTED, **fields}).encode()


def _refused(decode: Callable[[bytes], object], raw: bytes) -> InvalidBody:
    with pytest.raises(InvalidBody) as refusal:
        decode(raw)
    return refusal.value


class TestDecodeDay:
    def test_reads_everything_a_day_may_say(self) -> None:
        body = decode_day(
            a_day(
                answers={"pain_average": 4, "sleep_hours": 7.5, "ps_relief": 30, "mood": None},
                side_effects={"nausea": 1, "other": 2},
                note="Rain.",
                other_text="Hiccups.",
                offline=True,
                sent_at="2026-03-01T18:06:00Z",
                reason="mistake",
                resolves=[2, 3],
            )
        )

        assert content(body) == {
            "answers": {"pain_average": 4, "sleep_hours": 7.5, "ps_relief": 30},
            "side_effects": {"nausea": 1, "other": 2},
            "note": "Rain.",
            "other_text": "Hiccups.",
        }
        assert body.written_at == datetime(2026, 3, 1, 18, 5, tzinfo=UTC)
        assert (body.offline, body.reason, body.resolves) == (True, "mistake", [2, 3])

    def test_takes_a_day_that_says_nothing(self) -> None:
        assert content(decode_day(a_day())) == {"answers": {}, "side_effects": {}}

    @pytest.mark.parametrize("reason", list(MissingReason))
    def test_takes_a_reason_for_missing_answers(self, reason: str) -> None:
        body = decode_day(a_day(missing_reason=reason, answers={"mood": None}))
        assert content(body)["missing_reason"] == reason

    def test_refuses_a_reason_for_missing_answers_beside_answers(self) -> None:
        refusal = _refused(decode_day, a_day(missing_reason="forgot", answers={"mood": 0}))
        assert list(refusal.fields) == ["missing_reason"]

    @pytest.mark.parametrize("item", ["pain_average", "side_effects_any", "ps_relief"])
    @pytest.mark.parametrize("token", ["5.0", "1.0", "0.5", '"1"', "true", "1e0", "-0.0", "[1]"])
    def test_takes_integers_for_nothing_but_integers(self, item: str, token: str) -> None:
        raw = a_day(answers={item: "?"}).replace(b'"?"', token.encode())
        assert list(_refused(decode_day, raw).fields) == [f"answers.{item}"]

    @pytest.mark.parametrize(
        ("item", "value"),
        [
            ("pain_average", -1),
            ("pain_average", 11),
            ("side_effects_any", 2),
            ("ketamine_home", 4),
            ("rescue_doses", 41),
            ("ps_relief", 35),
            ("ps_relief", 110),
            ("sleep_hours", 7.3),
            ("sleep_hours", 24.5),
            ("sleep_hours", 1e308),
            ("sleep_hours", True),
            ("sleep_hours", "7"),
            ("sleep_hours", float("nan")),
            ("sleep_hours", float("inf")),
            ("pain_average", 10**30),
            ("pain_average", float("nan")),
        ],
    )
    def test_keeps_to_the_scale(self, item: str, value: object) -> None:
        refusal = _refused(decode_day, a_day(answers={item: value}))

        assert list(refusal.fields) == [f"answers.{item}"]
        assert not refusal.unknown

    @pytest.mark.parametrize("value", [0, 0.5, 7, 7.0, 7.5, 24])
    def test_takes_half_hours_of_sleep(self, value: float) -> None:
        assert content(decode_day(a_day(answers={"sleep_hours": value})))["answers"] == {
            "sleep_hours": value
        }

    @pytest.mark.parametrize(
        ("fields", "where"),
        [
            ({"pain_average": 4}, "pain_average"),
            ({"at": NOTED["at"]}, "at"),
            ({"answers": {"pain_median": 4}}, "answers.pain_median"),
            ({"answers": {"note": "x"}}, "answers.note"),
            ({"side_effects": {"hiccups": 1}}, "side_effects.hiccups"),
            ({"\ud800": 1}, "?"),
        ],
    )
    def test_refuses_unknown_names(self, fields: dict[str, Any], where: str) -> None:
        refusal = _refused(decode_day, a_day(**fields))

        assert list(refusal.fields) == [where]
        assert refusal.unknown

    @pytest.mark.parametrize("value", [None, 4, -1, 1.0, "1", True])
    def test_rates_side_effects_from_none_to_strong(self, value: object) -> None:
        refusal = _refused(decode_day, a_day(side_effects={"nausea": value}))
        assert list(refusal.fields) == ["side_effects.nausea"]

    @pytest.mark.parametrize("field", ["note", "other_text"])
    def test_counts_a_text_in_code_points(self, field: str) -> None:
        assert getattr(decode_day(a_day(**{field: "😀" * 500})), field) == "😀" * 500
        assert list(_refused(decode_day, a_day(**{field: "x" * 501})).fields) == [field]

    @pytest.mark.parametrize("field", ["note", "other_text", "time_zone", "reason", "written_at"])
    @pytest.mark.parametrize("text", ["a\0b", "a\ud800b", "\udc00"])
    def test_refuses_text_that_cannot_be_kept(self, field: str, text: str) -> None:
        assert list(_refused(decode_day, a_day(**{field: text})).fields) == [field]

    def test_takes_text_that_only_speaks_of_nul(self) -> None:
        assert decode_day(a_day(note=r"\u0000")).note == r"\u0000"

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("written_at", "2026-03-01T19:05:00"),
            ("written_at", "2026-03-01"),
            ("written_at", "yesterday"),
            ("written_at", 1772359200),
            ("written_at", None),
            ("written_at", "1899-12-31T23:59:59Z"),
            ("written_at", "3000-01-01T00:00:00Z"),
            ("sent_at", "3000-01-01T00:00:00Z"),
            ("sent_at", "2026-02-30T00:00:00Z"),
            ("time_zone", "Europe/Atlantis"),
            ("time_zone", "localtime"),
            ("time_zone", "+01:00"),
            ("time_zone", None),
            ("offline", 1),
            ("offline", "true"),
            ("offline", None),
            ("reason", "boredom"),
            ("missing_reason", "boredom"),
            ("resolves", [0]),
            ("resolves", [1, 1]),
            ("resolves", [1.0]),
            ("resolves", ["1"]),
            ("resolves", [2**31]),
            ("resolves", 1),
            ("answers", None),
            ("answers", []),
            ("side_effects", ["nausea"]),
            ("note", 5),
        ],
    )
    def test_refuses_a_wrong(self, field: str, value: object) -> None:
        refusal = _refused(decode_day, a_day(**{field: value}))

        assert list(refusal.fields) == [field]
        assert not refusal.unknown

    def test_asks_when_and_where_it_was_written(self) -> None:
        assert set(_refused(decode_day, b"{}").fields) == {"written_at", "time_zone"}

    def test_names_every_wrong_field_at_once(self) -> None:
        refusal = _refused(decode_day, a_day(answers={"mood": 11, "x": 1}, note=1, offline=0))

        assert set(refusal.fields) == {"answers.mood", "answers.x", "note", "offline"}
        assert refusal.unknown

    @pytest.mark.parametrize("field", ["note", "other_text", "reason", "missing_reason", "sent_at"])
    def test_takes_null_for_nothing_said(self, field: str) -> None:
        assert getattr(decode_day(a_day(**{field: None})), field) is None

    @pytest.mark.parametrize(
        "raw", [b"", b"{", b"{}{}", b"\xff", b"\xed\xa0\x80", b'{"a":"\x01"}', b"[" * 99_999]
    )
    def test_refuses_what_is_no_json(self, raw: bytes) -> None:
        with pytest.raises(NotJson):
            decode_day(raw)

    @pytest.mark.parametrize("raw", [b"[]", b"null", b"5", b"NaN", b'"\\ud800"', b"9" * 5000])
    def test_refuses_what_is_no_object(self, raw: bytes) -> None:
        assert list(_refused(decode_day, raw).fields) == ["_schema"]

    def test_judges_the_last_of_two_equal_keys(self) -> None:
        raw = a_day(answers="?").replace(b'"?"', b'{"mood": 11, "mood": 4}')
        assert content(decode_day(raw))["answers"] == {"mood": 4}


class TestDecodeMoment:
    def test_reads_everything_a_moment_may_say(self) -> None:
        body = decode_moment(a_moment(answers={"pain_now": 7}, side_effects={"nausea": 2}))

        assert body.day == date(2026, 3, 1)
        assert content(body) == {
            "answers": {"pain_now": 7},
            "side_effects": {"nausea": 2},
            "at": "2026-03-01T11:00:00Z",
            "day": "2026-03-01",
        }

    @pytest.mark.parametrize("item", ["pain_average", "sleep_hours", "note"])
    def test_refuses_items_that_only_a_day_has(self, item: str) -> None:
        refusal = _refused(decode_moment, a_moment(answers={item: 1}))

        assert list(refusal.fields) == [f"answers.{item}"]
        assert refusal.unknown

    def test_has_no_missing_reason(self) -> None:
        assert _refused(decode_moment, a_moment(missing_reason="forgot")).unknown

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("at", "2026-03-01T12:00:00"),
            ("at", "3000-01-01T00:00:00Z"),
            ("day", "2026-3-1"),
            ("day", "20260301"),
            ("day", "2026-03-01T00:00:00Z"),
            ("day", "2026-02-29"),
            ("day", "1899-12-31"),
            ("day", "3000-01-01"),
            ("day", None),
        ],
    )
    def test_refuses_a_wrong(self, field: str, value: object) -> None:
        assert list(_refused(decode_moment, a_moment(**{field: value})).fields) == [field]

    def test_asks_when_it_was(self) -> None:
        assert {"at", "day"} <= set(_refused(decode_moment, b"{}").fields)
