"""Noting, amending and withdrawing one day."""

from datetime import datetime, time, timedelta

import pytest

from backend import clock
from backend.catalogue.service import catalogue
from backend.diary.rules import zone_info
from tests.builders import a_patient
from tests.phone import NEW, Phone, ago, day_write, said, stored_revisions

DAY = ago(1)
TOP = {
    item.id: item.scale.choices[-1] if item.scale.choices else int(item.scale.maximum or 0)
    for item in catalogue().day_items
}
MILD = dict.fromkeys(catalogue().side_effects, 1)


@pytest.fixture
def phone(app) -> Phone:
    return Phone(a_patient())


def mood(value: int, **fields):
    return said(answers={"mood": value}, **fields)


class TestNoteDay:
    def test_answers_201_with_the_first_revision_as_etag(self, phone) -> None:
        answer = phone.put(DAY, mood(4))

        assert (answer.status_code, answer.headers["ETag"]) == (201, '"1"')
        assert answer.json["answers"]["mood"] == 4
        assert answer.json["revision"] == 1

    def test_amends_on_top_of_the_current_revision(self, phone) -> None:
        phone.put(DAY, mood(4))

        answer = phone.put(DAY, mood(5, reason="mistake"), based_on=1)

        assert (answer.status_code, answer.headers["ETag"]) == (200, '"2"')
        assert phone.get(DAY).json["answers"]["mood"] == 5

    @pytest.mark.parametrize("precondition", ['"1", "2"', '"9","2"', "*", 'W/"1", "2"'])
    def test_takes_any_of_the_named_revisions(self, phone, precondition) -> None:
        phone.put(DAY, mood(4))
        phone.put(DAY, mood(5), based_on=1)
        assert phone.put(DAY, mood(6), based_on=precondition).status_code == 200

    def test_asks_for_a_precondition(self, phone) -> None:
        answer = phone.put(DAY, mood(4), based_on=None)
        assert (answer.status_code, answer.json["code"]) == (428, "precondition_required")

    @pytest.mark.parametrize(
        "precondition",
        [1, NEW, 3, '"0"', '"02"', 'W/"2"', '"x"', '"two", "1"', '"²"', '"-2"', f'"{"9" * 5000}"'],
    )
    def test_refuses_a_stale_base_and_shows_how_it_stands(self, phone, precondition) -> None:
        phone.put(DAY, mood(4))
        phone.put(DAY, mood(5), based_on=1)

        answer = phone.put(DAY, mood(6), based_on=precondition)

        assert (answer.status_code, answer.json["code"]) == (412, "stale")
        assert answer.json["current"] == phone.get(DAY).json
        assert stored_revisions(phone.patient, DAY) == [1, 2]

    @pytest.mark.parametrize("precondition", [1, "*", '"0"', 'W/"1"'])
    def test_refuses_to_amend_what_is_not_there(self, phone, precondition) -> None:
        answer = phone.put(DAY, mood(4), based_on=precondition)
        assert (answer.status_code, answer.json.get("current")) == (412, None)

    @pytest.mark.parametrize("precondition", [NEW, 1, 2, 9, "*", 'W/"1"'])
    def test_says_yes_again_to_the_same_content(self, phone, precondition) -> None:
        phone.put(DAY, mood(4))
        phone.put(DAY, mood(5), based_on=1)

        answer = phone.put(DAY, mood(5), based_on=precondition)

        assert (answer.status_code, answer.headers["ETag"]) == (200, '"2"')
        assert stored_revisions(phone.patient, DAY) == [1, 2]

    @pytest.mark.parametrize(("base", "value", "tag"), [(NEW, 4, '"1"'), (1, 5, '"2"')])
    def test_knows_a_write_again_whose_answer_got_lost(self, phone, base, value, tag) -> None:
        for revision, said_then in enumerate([4, 5, 6]):
            phone.put(DAY, mood(said_then), based_on=revision)

        answer = phone.put(DAY, mood(value), based_on=base)

        assert (answer.status_code, answer.headers["ETag"]) == (200, tag)
        assert stored_revisions(phone.patient, DAY) == [1, 2, 3]
        assert phone.get(DAY).json["answers"]["mood"] == 6

    def test_does_not_take_an_old_content_on_a_new_base_for_a_lost_write(self, phone) -> None:
        phone.put(DAY, mood(4))
        phone.put(DAY, mood(5), based_on=1)
        assert phone.put(DAY, mood(4), based_on=2).headers["ETag"] == '"3"'

    def test_keeps_every_item_of_the_catalogue(self, phone) -> None:
        texts = {"note": "Rain 🌧, née", "other_text": "Hiccups"}
        put = phone.put(DAY, said(answers=TOP, side_effects=MILD, **texts)).json
        got = phone.get(DAY).json

        for document in (put, got, phone.get("days").json["items"][0], phone.revisions(DAY)[0]):
            assert document["answers"] == TOP
            assert document["side_effects"] == MILD
            assert {name: document[name] for name in texts} == texts
        put.pop("notices")
        assert put == got

    def test_reads_skipped_items_as_null(self, phone) -> None:
        phone.put(DAY, said(answers={"mood": 0, "anxiety": None}))
        answers = phone.get(DAY).json["answers"]
        assert answers == {**dict.fromkeys(TOP), "mood": 0}

    def test_keeps_why_nothing_was_answered(self, phone) -> None:
        phone.put(DAY, said(missing_reason="too_ill"))
        assert phone.get(DAY).json["missing_reason"] == "too_ill"

    def test_forgets_on_amending_what_is_not_said_again(self, phone) -> None:
        phone.put(DAY, said(answers=TOP, side_effects=MILD, note="x", other_text="y"))
        phone.put(DAY, said(missing_reason="forgot"), based_on=1)

        document = phone.get(DAY).json

        assert document["answers"] == dict.fromkeys(TOP)
        assert (document["side_effects"], document["note"]) == ({}, None)

    def test_answers_401_to_nobody_before_anything_else(self, app, phone) -> None:
        phone.client.environ_base.pop("HTTP_AUTHORIZATION")
        assert phone.put(DAY, {"x": 1}, based_on=None).json["code"] == "sign_in"


class TestProvenance:
    def test_keeps_when_where_and_how_it_was_written(self, phone) -> None:
        received_after = clock.now()
        written = clock.now() - timedelta(hours=3)
        body = mood(4, offline=True, written_at=written.isoformat(), time_zone="Asia/Kathmandu")
        put, got = phone.put(DAY, body).json, phone.get(DAY).json

        for document in (put, got):
            assert datetime.fromisoformat(document["written_at"]) == written
            assert (document["time_zone"], document["utc_offset_minutes"]) == (
                "Asia/Kathmandu",
                345,
            )
            assert (document["offline"], document["day_starts_at"]) == (True, "04:00")
            assert datetime.fromisoformat(document["received_at"]) >= received_after - timedelta(
                milliseconds=1
            )
            assert (document["retrospective"], document["received_late"]) == (False, False)
            assert document["skew_seconds"] is None

    def test_marks_what_was_written_too_late(self, phone) -> None:
        document = phone.put(ago(4), mood(4)).json
        assert (document["retrospective"], document["received_late"]) == (True, True)

    def test_only_notes_that_it_came_in_late(self, phone) -> None:
        written = clock.now() - timedelta(days=30)
        document = phone.put(ago(30), mood(4, written_at=written.isoformat())).json
        assert (document["retrospective"], document["received_late"]) == (False, True)

    @pytest.mark.parametrize("days", [3, -3])
    def test_corrects_a_clock_that_is_wrong_when_it_sends(self, phone, days) -> None:
        off = timedelta(days=days)
        sent = (clock.now() + off).isoformat()

        document = phone.put(DAY, mood(4, written_at=sent, sent_at=sent)).json

        assert not document["retrospective"]
        assert abs(document["skew_seconds"] + off.total_seconds()) <= 5

    def test_goes_by_the_start_of_day_of_each_patient(self, app) -> None:
        day = ago(3)  # 48 hours after its end lie somewhere within today
        marks = [
            Phone(a_patient(day_starts_at=start)).put(day, mood(4, time_zone="UTC")).json
            for start in (time(0), time(23, 59, 59))
        ]
        assert [mark["retrospective"] for mark in marks] == [True, False]
        assert [mark["day_starts_at"] for mark in marks] == ["00:00", "23:59"]

    def test_lets_a_clock_be_five_minutes_ahead_and_no_more(self, phone) -> None:
        ahead = {m: (clock.now() + timedelta(minutes=m)).isoformat() for m in (4.9, 5.1)}

        assert phone.put(DAY, mood(4, written_at=ahead[4.9])).status_code == 201
        refused = phone.put(ago(2), mood(4, written_at=ahead[5.1]))
        assert (refused.status_code, list(refused.json["fields"])) == (422, ["written_at"])

    @pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Paris"])
    def test_takes_the_day_that_has_begun_there_and_no_later_one(self, phone, zone) -> None:
        there = clock.now().astimezone(zone_info(zone)).date()

        assert phone.put(there, mood(4, time_zone=zone)).status_code == 201
        refused = phone.put(there + timedelta(days=1), mood(4, time_zone=zone))
        assert (refused.status_code, list(refused.json["fields"])) == (422, ["day"])


class TestWithdrawDay:
    def test_leaves_a_tombstone(self, phone) -> None:
        phone.put(DAY, said(answers=TOP, note="x"))

        assert phone.withdraw(DAY).status_code == 204
        document = phone.get(DAY).json

        assert (document["revision"], document["withdrawn"]) == (2, True)
        assert (document["answers"], document["note"]) == (dict.fromkeys(TOP), None)
        assert phone.get("days").json["items"] == []

    def test_can_be_said_again(self, phone) -> None:
        phone.put(DAY, mood(4))
        assert [phone.withdraw(DAY).status_code for _ in range(3)] == [204] * 3
        assert stored_revisions(phone.patient, DAY) == [1, 2]

    def test_asks_for_a_precondition(self, phone) -> None:
        phone.put(DAY, mood(4))
        assert phone.withdraw(DAY, based_on=None).status_code == 428

    @pytest.mark.parametrize("precondition", [1, 3, NEW, 'W/"2"', '"0"'])
    def test_refuses_a_stale_base(self, phone, precondition) -> None:
        phone.put(DAY, mood(4))
        phone.put(DAY, mood(5), based_on=1)

        answer = phone.withdraw(DAY, based_on=precondition)

        assert (answer.status_code, answer.json["current"]["revision"]) == (412, 2)

    def test_is_stale_once_the_day_was_written_anew(self, phone) -> None:
        phone.put(DAY, mood(4))
        phone.withdraw(DAY)
        phone.put(DAY, mood(5), based_on=2)

        assert phone.withdraw(DAY, based_on=1).status_code == 412
        assert phone.get(DAY).json["withdrawn"] is False

    def test_finds_no_entry_that_is_not_there(self, phone) -> None:
        assert phone.withdraw(DAY).status_code == 404

    def test_refuses_the_old_write_sent_again(self, phone) -> None:
        phone.put(DAY, mood(4))
        phone.withdraw(DAY)

        answer = phone.put(DAY, mood(4))

        assert (answer.status_code, answer.json["code"]) == (409, "withdrawn")

    def test_accepts_a_new_write_on_the_tombstone(self, phone) -> None:
        phone.put(DAY, mood(4))
        phone.withdraw(DAY)

        assert phone.put(DAY, mood(4), based_on=2).headers["ETag"] == '"3"'
        assert phone.get(DAY).json["answers"]["mood"] == 4
        assert phone.put(DAY, mood(9)).status_code == 412


class TestResolve:
    @pytest.fixture(autouse=True)
    def conflict(self, phone) -> None:
        phone.put(DAY, mood(4))
        phone.put(DAY, mood(5), based_on=1)
        kept = phone.sync(day_write(DAY, answers={"mood": 6}, base_revision=1))
        assert [r["outcome"] for r in kept] == ["conflict_kept"]

    def _open(self, phone) -> list[int]:
        return [r["revision"] for r in phone.revisions(DAY) if r["open_conflict"]]

    @pytest.mark.parametrize("value", [5, 6, 7])
    def test_closes_the_conflict(self, phone, value) -> None:
        assert self._open(phone) == [3]

        answer = phone.put(DAY, mood(value, resolves=[3]), based_on=2)

        assert (answer.status_code, answer.headers["ETag"]) == (200, '"4"')
        assert self._open(phone) == []

    def test_can_be_said_again(self, phone) -> None:
        tags = [phone.put(DAY, mood(6, resolves=[3]), based_on=2).headers["ETag"] for _ in range(2)]
        assert tags == ['"4"', '"4"']

    def test_leaves_it_open_where_nothing_is_resolved(self, phone) -> None:
        phone.put(DAY, mood(7), based_on=2)
        assert self._open(phone) == [3]

    @pytest.mark.parametrize("number", [1, 2, 4, 40_000])
    def test_refuses_what_is_no_open_conflict(self, phone, number) -> None:
        answer = phone.put(DAY, mood(7, resolves=[number]), based_on=2)
        assert (answer.status_code, list(answer.json["fields"])) == (422, ["resolves"])

    def test_refuses_what_is_closed(self, phone) -> None:
        phone.put(DAY, mood(6, resolves=[3]), based_on=2)
        assert phone.put(DAY, mood(7, resolves=[3]), based_on=4).status_code == 422
