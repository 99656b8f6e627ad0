"""What a batch may hold, and which write falls without the others."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest

from backend.diary.bodies import (
    DayWrite,
    InvalidBody,
    MomentWrite,
    NotJson,
    Refused,
    SyncBody,
    TooMany,
    WithdrawWrite,
    decode_sync,
)

PATIENT = UUID("018f3c5e-0000-7000-8000-000000000001")
WRITE = UUID("5b2f0b5c-7a53-4b5f-9d1c-3a7f1f0d0001")
MOMENT = "018f3c5e-2222-7abc-8000-000000000002"
WRITTEN = {"written_at": "2026-03-01T19:05:00+01:00", "time_zone": "Europe/Paris"}


def _day(**fields: Any) -> dict[str, Any]:
    return {"write_id": str(WRITE), "kind": "day", "day": "2026-03-01", **WRITTEN, **fields}


def _moment(**fields: Any) -> dict[str, Any]:
    noted = {"id": MOMENT, "at": "2026-03-01T12:00:00Z", "day": "2026-03-01"}
    return {"write_id": str(WRITE), "kind": "moment", **noted, **WRITTEN, **fields}


def _withdraw(**fields: Any) -> dict[str, Any]:
    return {"write_id": str(WRITE), "kind": "withdraw", "base_revision": 1, **fields}


def _sync(*writes: Any, **envelope: Any) -> SyncBody:
    document = {"device_id": "phone", "writes": list(writes), **envelope}
    return decode_sync(json.dumps(document).encode(), patient_id=PATIENT)


GOOD = {
    "day": (_day(answers={"mood": 5}, base_revision=0), DayWrite),
    "day on a write": (_day(base_write_id=str(uuid4()), base_revision=None), DayWrite),
    "own patient": (_day(patient_id=str(PATIENT)), DayWrite),
    "moment": (_moment(answers={"pain_now": 5}), MomentWrite),
    "day withdrawn": (_withdraw(day="2026-03-01"), WithdrawWrite),
    "moment withdrawn": (_withdraw(id=MOMENT, **WRITTEN), WithdrawWrite),
}
BAD: dict[str, tuple[Any, str]] = {
    "value off the scale": (_day(answers={"mood": 11}), "invalid"),
    "float for an integer": (_day(answers={"mood": 5.0}), "invalid"),
    "NaN": (_day(answers={"mood": float("nan")}), "invalid"),
    "lone surrogate": (_day(note="\ud800"), "invalid"),
    "NUL": (_day(note="a\0b"), "invalid"),
    "no zone": (_day(time_zone="Europe/Atlantis"), "invalid"),
    "year": (_day(day="3000-01-01"), "invalid"),
    "two bases": (_day(base_revision=1, base_write_id=str(uuid4())), "invalid"),
    "base below 0": (_day(base_revision=-1), "invalid"),
    "base as float": (_day(base_revision=1.0), "invalid"),
    "no day": ({k: v for k, v in _day().items() if k != "day"}, "invalid"),
    "unknown kind": (_day(kind="week"), "invalid"),
    "kind of no text": (_day(kind=["day"]), "invalid"),
    "no kind": ({k: v for k, v in _day().items() if k != "kind"}, "invalid"),
    "moment of version 4": (_moment(id=str(WRITE)), "invalid"),
    "moment of nothing": (_moment(id=None), "invalid"),
    "withdraws nothing": (_withdraw(), "invalid"),
    "withdraws two": (_withdraw(day="2026-03-01", id=MOMENT), "invalid"),
    "withdraws version 4": (_withdraw(id=str(WRITE)), "invalid"),
    "withdrawn in no zone": (_withdraw(day="2026-03-01", time_zone="x"), "invalid"),
    "patient of no shape": (_day(patient_id="me"), "invalid"),
    "unknown field": (_day(colour="red"), "unknown_field"),
    "field of the other door": (_day(sent_at="2026-03-01T12:00:00Z"), "unknown_field"),
    "unknown item": (_day(answers={"pain_median": 1}), "unknown_field"),
    "item of a day in a moment": (_moment(answers={"pain_average": 1}), "unknown_field"),
    "unknown side effect": (_day(side_effects={"hiccups": 1}), "unknown_field"),
    "other patient": (_day(patient_id=str(uuid4())), "other_patient"),
    "other patient, and more": (_day(patient_id=str(uuid4()), note=5, x=1), "other_patient"),
}


class TestDecodeSync:
    @pytest.mark.parametrize("case", GOOD)
    def test_reads_a(self, case: str) -> None:
        write, kind = GOOD[case]
        assert type(_sync(write).writes[0]) is kind

    @pytest.mark.parametrize("case", BAD)
    def test_refuses_one_write_without_the_others(self, case: str) -> None:
        bad, code = BAD[case]

        first, refused, last = _sync(_day(), bad, _moment()).writes

        assert refused == Refused(WRITE, code)
        assert isinstance(first, DayWrite)
        assert isinstance(last, MomentWrite)

    @pytest.mark.parametrize("case", GOOD)
    def test_reads_a_good_write_the_same_beside_a_bad_one(self, case: str) -> None:
        write, _ = GOOD[case]
        assert _sync(write, {"x": float("nan")}).writes[0] == _sync(write).writes[0]

    @pytest.mark.parametrize("write", [None, 5, [], "day", {}, {"write_id": 5}, _day(write_id="x")])
    def test_answers_a_nameless_write_without_a_name(self, write: object) -> None:
        assert _sync(write).writes == [Refused(None, "invalid")]

    def test_takes_write_ids_of_any_version(self) -> None:
        write = _sync(_day(write_id=MOMENT)).writes[0]
        assert isinstance(write, DayWrite)
        assert write.write_id == UUID(MOMENT)

    def test_takes_a_hundred_writes_and_no_more(self) -> None:
        assert len(_sync(*[_day()] * 100).writes) == 100
        with pytest.raises(TooMany):
            _sync(*[_day()] * 101)
        with pytest.raises(TooMany):
            _sync(*[_day(note=float("nan"))] * 101)

    def test_takes_no_writes(self) -> None:
        assert _sync().writes == []

    @pytest.mark.parametrize("raw", [b"", b"{", b"\xff"])
    def test_refuses_what_is_no_json(self, raw: bytes) -> None:
        with pytest.raises(NotJson):
            decode_sync(raw, patient_id=PATIENT)

    @pytest.mark.parametrize(
        ("envelope", "where"),
        [
            ({"colour": "red"}, "colour"),
            ({"device_id": ""}, "device_id"),
            ({"device_id": "x" * 65}, "device_id"),
            ({"device_id": "a\0"}, "device_id"),
            ({"device_id": "\ud800"}, "device_id"),
            ({"device_id": None}, "device_id"),
            ({"sent_at": "noon"}, "sent_at"),
            ({"sent_at": "2026-03-01T12:00:00"}, "sent_at"),
            ({"sent_at": "3000-01-01T12:00:00Z"}, "sent_at"),
            ({"writes": {}}, "writes"),
            ({"writes": None}, "writes"),
        ],
    )
    @pytest.mark.parametrize("spoil", [{}, {"note": float("nan")}])
    def test_refuses_the_batch_for_its_envelope(
        self, envelope: dict[str, Any], where: str, spoil: dict[str, Any]
    ) -> None:
        with pytest.raises(InvalidBody) as refusal:
            _sync(_day(**spoil), **envelope)

        assert list(refusal.value.fields) == [where]
        assert refusal.value.unknown is (where == "colour")

    @pytest.mark.parametrize("raw", [b"[]", b"5", b"NaN"])
    def test_refuses_a_batch_that_is_no_object(self, raw: bytes) -> None:
        with pytest.raises(InvalidBody):
            decode_sync(raw, patient_id=PATIENT)

    def test_asks_for_the_device_and_the_writes(self) -> None:
        with pytest.raises(InvalidBody) as refusal:
            decode_sync(b"{}", patient_id=PATIENT)
        assert set(refusal.value.fields) == {"device_id", "writes"}
