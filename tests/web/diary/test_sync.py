"""Taking in a batch: one outcome per write, in the order sent."""

from datetime import timedelta
from uuid import uuid4

import pytest

from backend import clock
from tests.builders import a_patient
from tests.phone import (
    Phone,
    a_moment_id,
    ago,
    day_write,
    moment_write,
    outcomes,
    said,
    stored_revisions,
    stored_seqs,
    today,
    withdraw_write,
)

DAY, OTHER_DAY = ago(1), ago(2)


@pytest.fixture
def phone(app) -> Phone:
    return Phone(a_patient())


def mood(value: int, day=DAY, **fields):
    return day_write(day, answers={"mood": value}, **fields)


def sent(phone: Phone, batches):
    """The results of these batches, one after the other."""
    return [result for batch in batches for result in phone.sync(*batch)]


class TestOutcomes:
    def test_come_in_the_order_asked_each_with_its_write_id(self, phone) -> None:
        moment = a_moment_id()
        writes = [
            mood(4),
            moment_write(moment, DAY),
            mood(11),
            mood(5, base_revision=1),
            mood(6, OTHER_DAY),
            withdraw_write(moment, base_revision=1),
            mood(4, base_revision=1),
            mood(6, OTHER_DAY),
        ]
        results = phone.sync(*writes)

        assert [result["write_id"] for result in results] == [w["write_id"] for w in writes]
        assert outcomes(results) == [
            *("created", "created", "invalid", "updated", "created"),
            *("updated", "conflict_kept", "duplicate"),
        ]
        assert [r.get("revision") for r in results] == [1, 1, None, 2, 1, 2, 3, 1]
        assert stored_seqs(phone.patient) == [1, 2, 3, 4, 5, 6]

    def test_name_the_code_only_where_something_is_rejected(self, phone) -> None:
        created, rejected = phone.sync(mood(4), mood(11))
        assert set(created) == {"write_id", "outcome", "revision"}
        assert set(rejected) == {"write_id", "outcome", "code"}

    def test_are_none_for_no_writes(self, phone) -> None:
        assert phone.sync() == []

    def test_let_entries_come_in_any_order_between_batches(self, phone) -> None:
        for day in (ago(1), ago(9), ago(4)):
            phone.sync(mood(4, day))
        days = [item["day"] for item in phone.get("days").json["items"]]
        assert days == [str(ago(9)), str(ago(4)), str(ago(1))]

    def test_keep_the_last_of_many_writes_of_one_entry(self, phone) -> None:
        first = mood(0)
        later = [mood(value, base_revision=value) for value in range(1, 9)]

        assert outcomes(phone.sync(first, *later)) == ["created"] + ["updated"] * 8
        document = phone.get(DAY).json
        assert (document["revision"], document["answers"]["mood"]) == (9, 8)
        assert stored_revisions(phone.patient, DAY) == list(range(1, 10))

    def test_keep_the_current_one_of_an_entry_whose_last_write_conflicts(self, phone) -> None:
        phone.sync(mood(1), mood(2, base_revision=1), mood(3, base_revision=1))
        document = phone.get(DAY).json
        assert (document["revision"], document["answers"]["mood"]) == (2, 2)


class TestSameBatchAgain:
    def test_is_all_duplicates_with_the_same_revisions(self, phone) -> None:
        moment = a_moment_id()
        batch = [mood(1), mood(2, base_revision=1), mood(3), moment_write(moment, DAY)]
        first, again, third = (phone.sync(*batch) for _ in range(3))

        assert outcomes(first) == ["created", "updated", "conflict_kept", "created"]
        assert outcomes(again) == ["duplicate"] * 4
        assert [r["revision"] for r in again] == [r["revision"] for r in first]
        assert again == third
        assert stored_seqs(phone.patient) == [1, 2, 3, 4]

    def test_is_refused_after_a_withdrawal_but_for_the_withdrawal_itself(self, phone) -> None:
        batch = [mood(1), withdraw_write(DAY, base_revision=1)]
        phone.sync(*batch)
        assert outcomes(phone.sync(*batch)) == ["withdrawn", "duplicate"]

    def test_withdraws_nothing_that_was_written_since(self, phone) -> None:
        batch = [mood(1), withdraw_write(DAY, base_revision=1)]
        phone.sync(*batch)
        phone.sync(mood(2, base_revision=2))

        assert outcomes(phone.sync(*batch)) == ["duplicate", "duplicate"]
        assert phone.get(DAY).json["answers"]["mood"] == 2


class TestWriteIds:
    @pytest.mark.parametrize("together", [True, False])
    def test_stand_for_one_body_only(self, phone, together) -> None:
        name = str(uuid4())
        bodies = [
            mood(4, write_id=name),
            mood(5, write_id=name),
            mood(4, OTHER_DAY, write_id=name),
            withdraw_write(DAY, write_id=name, base_revision=1),
            mood(4, write_id=name),
        ]
        results = sent(phone, [bodies] if together else [[body] for body in bodies])

        assert outcomes(results) == ["created", *["write_id_reused"] * 3, "duplicate"]
        assert stored_seqs(phone.patient) == [1]

    def test_are_free_again_when_nothing_was_stored(self, phone) -> None:
        name = str(uuid4())
        assert outcomes(phone.sync(mood(11, write_id=name), mood(4, write_id=name))) == [
            "invalid",
            "created",
        ]

    def test_are_known_where_only_the_content_was(self, phone) -> None:
        repeated = mood(4)
        assert outcomes(phone.sync(mood(4), repeated)) == ["created", "duplicate"]
        phone.sync(mood(5, base_revision=1))

        assert phone.sync(repeated)[0] == {
            "write_id": repeated["write_id"],
            "outcome": "duplicate",
            "revision": 1,
        }
        changed = {**repeated, "note": "other"}
        assert outcomes(phone.sync(changed)) == ["write_id_reused"]

    def test_belong_to_one_patient(self, phone) -> None:
        write = mood(4)
        assert outcomes(Phone(a_patient()).sync(write) + phone.sync(write)) == ["created"] * 2


class TestBaseWriteId:
    @pytest.mark.parametrize("together", [True, False])
    def test_stands_for_a_write_whose_answer_got_lost(self, phone, together) -> None:
        first = mood(1)
        second = mood(2, base_write_id=first["write_id"])
        third = mood(3, base_write_id=second["write_id"])
        batches = [[first, second, third]] if together else [[first], [second], [third]]

        results = sent(phone, batches)

        assert outcomes(results) == ["created", "updated", "updated"]
        assert phone.get(DAY).json["answers"]["mood"] == 3

    @pytest.mark.parametrize("together", [True, False])
    def test_may_name_a_write_that_only_repeated_the_content(self, phone, together) -> None:
        phone.sync(mood(1))
        again = mood(1)
        after = mood(2, base_write_id=again["write_id"])
        batches = [[again, after]] if together else [[again], [after]]

        results = sent(phone, batches)

        assert outcomes(results) == ["duplicate", "updated"]

    @pytest.mark.parametrize("together", [True, False])
    def test_does_not_count_when_it_is_in_conflict(self, phone, together) -> None:
        phone.put(DAY, said(answers={"mood": 1}))
        kept = mood(2)
        after = mood(3, base_write_id=kept["write_id"])
        batches = [[kept, after]] if together else [[kept], [after]]

        results = sent(phone, batches)

        assert outcomes(results) == ["conflict_kept"] * 2
        assert phone.get(DAY).json["answers"]["mood"] == 1

    def test_does_not_count_once_another_amended_it(self, phone) -> None:
        first = mood(1)
        phone.sync(first)
        phone.put(DAY, said(answers={"mood": 2}), based_on=1)
        assert outcomes(phone.sync(mood(3, base_write_id=first["write_id"]))) == ["conflict_kept"]

    @pytest.mark.parametrize("entry", ["other day", "moment", "unknown"])
    def test_does_not_count_for_another_entry(self, phone, entry) -> None:
        base = {
            "other day": mood(1, OTHER_DAY),
            "moment": moment_write(a_moment_id(), DAY),
            "unknown": {"write_id": str(uuid4())},
        }[entry]
        phone.sync(mood(1), *([base] if len(base) > 1 else []))
        assert outcomes(phone.sync(mood(2, base_write_id=base["write_id"]))) == ["conflict_kept"]

    def test_may_be_a_withdrawal(self, phone) -> None:
        gone = withdraw_write(DAY, base_revision=1)
        results = phone.sync(mood(1), gone, mood(1, base_write_id=gone["write_id"]))
        assert outcomes(results) == ["created", "updated", "updated"]
        assert phone.get(DAY).json["withdrawn"] is False


class TestWithdraw:
    def test_of_nothing_is_invalid(self, phone) -> None:
        nothing = [withdraw_write(DAY), withdraw_write(a_moment_id())]
        assert outcomes(phone.sync(*nothing)) == ["invalid"] * 2

    @pytest.mark.parametrize("kind", ["day", "moment"])
    def test_takes_back_what_came_in_the_same_batch(self, phone, kind) -> None:
        entry = a_moment_id() if kind == "moment" else DAY
        written = moment_write(entry, DAY, note="x") if kind == "moment" else mood(1)
        gone = withdraw_write(entry, base_write_id=written["write_id"])

        assert outcomes(phone.sync(written, gone)) == ["created", "updated"]
        document = phone.get(entry).json
        assert (document["withdrawn"], document["day"]) == (True, str(DAY))

    def test_of_a_moment_lies_on_the_day_that_stands(self, phone) -> None:
        moment = a_moment_id()
        phone.sync(moment_write(moment, DAY))
        beside = moment_write(moment, OTHER_DAY)
        results = phone.sync(beside, withdraw_write(moment, base_revision=1))

        assert outcomes(results) == ["conflict_kept", "updated"]
        assert phone.get(moment).json["day"] == str(DAY)

    def test_on_a_stale_base_is_kept_in_conflict(self, phone) -> None:
        phone.sync(mood(1), mood(2, base_revision=1))
        assert outcomes(phone.sync(withdraw_write(DAY, base_revision=1))) == ["conflict_kept"]
        assert phone.get(DAY).json["withdrawn"] is False

    def test_leaves_a_late_first_write_of_another_phone_in_conflict(self, phone) -> None:
        phone.sync(mood(1), withdraw_write(DAY, base_revision=1))
        assert outcomes(phone.sync(mood(2, base_revision=1))) == ["conflict_kept"]
        assert phone.get(DAY).json["withdrawn"] is True


class TestResolves:
    def test_closes_conflicts_stored_before_and_in_this_batch(self, phone) -> None:
        phone.sync(mood(1), mood(2))
        results = phone.sync(
            mood(3),
            mood(4, base_revision=1, resolves=[2, 3]),
            mood(5, base_revision=4, resolves=[2]),
        )
        assert outcomes(results) == ["conflict_kept", "updated", "invalid"]
        assert [r["open_conflict"] for r in phone.revisions(DAY)] == [False] * 4

    def test_rejects_a_wrong_number_without_the_rest(self, phone) -> None:
        results = phone.sync(mood(1, resolves=[40_000]), mood(1), mood(2, OTHER_DAY))
        assert outcomes(results) == ["invalid", "created", "created"]


class TestTimes:
    def test_of_the_batch_correct_those_of_its_writes(self, phone) -> None:
        off = timedelta(days=3)
        wrong = (clock.now() + off).isoformat()
        results = phone.sync(mood(1, written_at=wrong), sent_at=wrong)

        document = phone.get(DAY).json
        assert outcomes(results) == ["created"]
        assert abs(document["skew_seconds"] + off.total_seconds()) <= 5
        assert (document["retrospective"], document["device_id"]) == (False, "phone")

    def test_in_the_future_reject_the_write(self, phone) -> None:
        ahead = (clock.now() + timedelta(minutes=6)).isoformat()
        results = phone.sync(
            mood(1, written_at=ahead), mood(1, today() + timedelta(days=2)), mood(1)
        )
        assert outcomes(results) == ["invalid", "future_day", "created"]
