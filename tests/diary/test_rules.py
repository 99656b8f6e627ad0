"""What becomes of a write, and what its times mean, judged at fixed times."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest

from backend.diary.rules import (
    Known,
    Outcome,
    Reading,
    Refusal,
    Standing,
    Timing,
    Wish,
    advance,
    decide,
    end_of_day,
    is_future,
    timing,
)

DAY = date(2026, 3, 1)
OLD, NOW, WISHED = b"old", b"now", b"wished"
FOUR, MIDNIGHT = time(4), time(0)
SECOND = timedelta(seconds=1)
H48 = timedelta(hours=48)
SAID, BASE = uuid4(), uuid4()


def standing(revision: int = 2, *, withdrawn: bool = False, conflicts: tuple[int, ...] = ()):
    newest = max(revision, *conflicts, 0)
    return Standing(revision, withdrawn, NOW, newest, frozenset(conflicts))


def wish(**fields) -> Wish:
    return Wish(**{"entry": DAY, "content_hash": WISHED, **fields})


def judged(wished: Wish, stands: Standing | None = None, *, known=None, base=None):
    decision = decide(wished, standing=stands, known=known, base=base)
    return decision.refusal or decision.outcome, decision.revision, decision.base_revision


class TestDecide:
    def test_creates_what_is_not_there(self) -> None:
        assert judged(wish()) == (Outcome.CREATED, 1, 0)
        assert judged(wish(base_revision=7)) == (Outcome.CREATED, 1, 0)
        assert judged(wish(base_write_id=BASE)) == (Outcome.CREATED, 1, 0)

    def test_updates_on_the_current_revision(self) -> None:
        assert judged(wish(base_revision=2), standing()) == (Outcome.UPDATED, 3, 2)

    def test_numbers_past_the_conflicts(self) -> None:
        assert judged(wish(base_revision=2), standing(conflicts=(3, 4))) == (Outcome.UPDATED, 5, 2)

    @pytest.mark.parametrize("base", [0, 1, 3])
    def test_keeps_beside_the_current_what_is_based_on_another(self, base: int) -> None:
        assert judged(wish(base_revision=base), standing()) == (Outcome.CONFLICT_KEPT, 3, base)

    def test_takes_what_says_the_same_for_a_duplicate_whatever_its_base(self) -> None:
        for base in (0, 1, 2, 9):
            asked = wish(content_hash=NOW, base_revision=base)
            assert judged(asked, standing()) == (Outcome.DUPLICATE, 2, 0)

    def test_does_not_take_the_content_before_a_withdrawal_for_the_same(self) -> None:
        assert judged(wish(content_hash=NOW), standing(withdrawn=True))[0] is Outcome.CONFLICT_KEPT

    def test_resolves_with_the_same_content(self) -> None:
        asked = wish(content_hash=NOW, base_revision=2, resolves=[3])
        assert judged(asked, standing(conflicts=(3,))) == (Outcome.UPDATED, 4, 2)

    @pytest.mark.parametrize("number", [1, 2, 4, 40_000])
    def test_resolves_nothing_but_open_conflicts(self, number: int) -> None:
        asked = wish(base_revision=2, resolves=[number])
        assert judged(asked, standing(conflicts=(3,)))[0] is Refusal.INVALID

    def test_resolves_nothing_where_nothing_is(self) -> None:
        assert judged(wish(resolves=[1]))[0] is Refusal.INVALID

    def test_withdraws_only_what_is_there(self) -> None:
        assert judged(wish(withdraws=True))[0] is Refusal.INVALID
        assert judged(wish(withdraws=True, base_revision=2), standing()) == (Outcome.UPDATED, 3, 2)

    def test_withdraws_once(self) -> None:
        asked = wish(withdraws=True, base_revision=1)
        assert judged(asked, standing(withdrawn=True)) == (Outcome.DUPLICATE, 2, 0)

    def test_accepts_a_new_write_on_a_tombstone(self) -> None:
        asked = wish(base_revision=2)
        assert judged(asked, standing(withdrawn=True)) == (Outcome.UPDATED, 3, 2)


class TestDecideOnAKnownWrite:
    known = Known(DAY, WISHED, 1, conflict=False)

    def test_answers_with_the_revision_that_it_became(self) -> None:
        assert judged(wish(), standing(), known=self.known) == (Outcome.DUPLICATE, 1, 0)

    @pytest.mark.parametrize("changed", [{"content_hash": OLD}, {"entry": date(2026, 3, 2)}])
    def test_refuses_another_body_or_entry_under_its_id(self, changed) -> None:
        assert judged(wish(**changed), standing(), known=self.known)[0] is Refusal.WRITE_ID_REUSED

    def test_refuses_it_once_the_entry_is_withdrawn(self) -> None:
        found = judged(wish(), standing(withdrawn=True), known=self.known)
        assert found[0] is Refusal.WITHDRAWN

    @pytest.mark.parametrize("became", [2, 4])
    def test_repeats_a_withdrawal_as_often_as_asked(self, became: int) -> None:
        gone = Known(DAY, WISHED, became, conflict=False)
        found = judged(wish(withdraws=True), standing(4, withdrawn=True), known=gone)
        assert found == (Outcome.DUPLICATE, became, 0)


class TestDecideOnABaseWrite:
    def _judged(self, base: Known | None) -> Outcome:
        return judged(wish(base_write_id=BASE, base_revision=2), standing(), base=base)[0]

    def test_updates_while_the_current_revision_came_from_it(self) -> None:
        assert self._judged(Known(DAY, NOW, 2, conflict=False)) is Outcome.UPDATED

    @pytest.mark.parametrize(
        "base",
        [
            None,
            Known(DAY, OLD, 1, conflict=False),
            Known(DAY, NOW, 2, conflict=True),
            Known(date(2026, 3, 2), NOW, 2, conflict=False),
            Known(UUID(int=1), NOW, 2, conflict=False),
        ],
        ids=["unknown", "older", "in conflict", "another day", "a moment"],
    )
    def test_keeps_beside_the_current_otherwise(self, base: Known | None) -> None:
        assert self._judged(base) is Outcome.CONFLICT_KEPT


class TestAdvance:
    def test_lets_the_next_write_stand_on_this_one(self) -> None:
        after = advance(wish(), None, decide(wish(), standing=None, known=None, base=None))
        assert after == Standing(1, False, WISHED, 1)

    def test_keeps_the_current_one_under_a_conflict(self) -> None:
        stands = standing()
        after = advance(wish(), stands, decide(wish(), standing=stands, known=None, base=None))
        assert after == Standing(2, False, NOW, 3, frozenset({3}))

    def test_forgets_what_was_resolved(self) -> None:
        stands, asked = standing(conflicts=(3, 4)), wish(base_revision=2, resolves=[3])
        after = advance(asked, stands, decide(asked, standing=stands, known=None, base=None))
        assert after == Standing(5, False, WISHED, 5, frozenset({4}))


def timed(
    written_at: datetime,
    *,
    received_at: datetime | None = None,
    starts: time = FOUR,
    zone: str = "Europe/Paris",
    day: date = DAY,
    sent_at: datetime | None = None,
) -> Timing:
    reading = Reading(received_at or written_at, starts, H48)
    return timing(reading, day=day, written_at=written_at, zone=zone, sent_at=sent_at)


class TestTiming:
    @pytest.mark.parametrize(
        ("starts", "zone", "day", "ends_at"),
        [
            (FOUR, "Europe/Paris", DAY, "2026-03-02T03:00:00Z"),
            (MIDNIGHT, "Europe/Paris", DAY, "2026-03-01T23:00:00Z"),
            (FOUR, "Europe/Paris", date(2026, 3, 27), "2026-03-28T03:00:00Z"),
            (FOUR, "Europe/Paris", date(2026, 3, 28), "2026-03-29T02:00:00Z"),
            (FOUR, "Europe/Paris", date(2026, 10, 23), "2026-10-24T02:00:00Z"),
            (FOUR, "Europe/Paris", date(2026, 10, 24), "2026-10-25T03:00:00Z"),
            (FOUR, "Pacific/Kiritimati", DAY, "2026-03-01T14:00:00Z"),
            (FOUR, "Pacific/Pago_Pago", DAY, "2026-03-02T15:00:00Z"),
        ],
    )
    def test_counts_a_day_until_48_hours_after_its_end(self, starts, zone, day, ends_at) -> None:
        last = datetime.fromisoformat(ends_at) + H48
        judged_at = [timed(at, starts=starts, zone=zone, day=day) for at in (last, last + SECOND)]

        assert [(at.retrospective, at.received_late) for at in judged_at] == [
            (False, False),
            (True, True),
        ]

    def test_does_not_blame_the_patient_for_a_late_arrival(self) -> None:
        found = timed(
            datetime(2026, 3, 1, 20, tzinfo=UTC), received_at=datetime(2026, 6, 1, tzinfo=UTC)
        )
        assert (found.retrospective, found.received_late) == (False, True)

    @pytest.mark.parametrize("skew", [timedelta(days=3), -timedelta(days=3), SECOND, -SECOND])
    def test_allows_for_a_wrong_clock(self, skew: timedelta) -> None:
        last = datetime(2026, 3, 2, 3, tzinfo=UTC) + H48
        received_at = last + timedelta(days=1)
        sent_at = received_at - skew

        on_time = timed(last - skew, received_at=received_at, sent_at=sent_at)
        too_late = timed(last - skew + SECOND, received_at=received_at, sent_at=sent_at)

        assert (on_time.retrospective, too_late.retrospective) == (False, True)
        assert on_time.skew_seconds == round(skew.total_seconds())
        assert not on_time.ahead

    def test_lets_a_clock_be_five_minutes_ahead(self) -> None:
        received_at = datetime(2026, 3, 1, 20, tzinfo=UTC)
        five = timedelta(minutes=5)

        assert not timed(received_at + five, received_at=received_at).ahead
        assert timed(received_at + five + SECOND, received_at=received_at).ahead

    def test_measures_ahead_by_the_corrected_clock(self) -> None:
        received_at = datetime(2026, 3, 1, 20, tzinfo=UTC)
        sent_at = received_at + timedelta(days=3)

        assert not timed(sent_at, received_at=received_at, sent_at=sent_at).ahead
        late = sent_at + timedelta(minutes=5, seconds=1)
        assert timed(late, received_at=received_at, sent_at=sent_at).ahead

    @pytest.mark.parametrize(
        ("zone", "written_at", "minutes"),
        [
            ("Europe/Paris", "2026-03-29T00:59:59Z", 60),
            ("Europe/Paris", "2026-03-29T01:00:00Z", 120),
            ("Europe/Paris", "2026-10-25T00:59:59Z", 120),
            ("Europe/Paris", "2026-10-25T01:00:00Z", 60),
            ("Asia/Kathmandu", "2026-03-01T00:00:00Z", 345),
            ("Pacific/Pago_Pago", "2026-03-01T00:00:00Z", -660),
        ],
    )
    def test_keeps_the_offset_that_held_when_it_was_written(self, zone, written_at, minutes):
        assert timed(datetime.fromisoformat(written_at), zone=zone).utc_offset_minutes == minutes

    def test_bears_the_ends_of_the_calendar(self) -> None:
        first, last = datetime(1900, 1, 1, tzinfo=UTC), datetime(2999, 12, 31, tzinfo=UTC)
        assert timed(last, received_at=first, sent_at=last, day=date(2999, 12, 31)).skew_seconds
        assert timed(first, received_at=last, sent_at=first, day=date(1900, 1, 1)).retrospective


class TestEndOfDay:
    def test_lies_in_the_next_morning_of_the_zone(self) -> None:
        assert end_of_day(DAY, FOUR, "Pacific/Pago_Pago") == datetime(2026, 3, 2, 15, tzinfo=UTC)

    def test_exists_where_the_clock_skips_it(self) -> None:
        end = end_of_day(date(2026, 3, 28), time(2, 30), "Europe/Paris")
        assert end == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


class TestIsFuture:
    @pytest.mark.parametrize(
        ("zone", "received_at", "last_day"),
        [
            ("UTC", "2026-03-01T23:59:59Z", "2026-03-01"),
            ("UTC", "2026-03-02T00:00:00Z", "2026-03-02"),
            ("Pacific/Kiritimati", "2026-03-01T09:59:59Z", "2026-03-01"),
            ("Pacific/Kiritimati", "2026-03-01T10:00:00Z", "2026-03-02"),
            ("Pacific/Pago_Pago", "2026-03-02T10:59:59Z", "2026-03-01"),
            ("Pacific/Pago_Pago", "2026-03-02T11:00:00Z", "2026-03-02"),
            ("Europe/Paris", "2026-03-28T22:59:59Z", "2026-03-28"),
            ("Europe/Paris", "2026-03-28T23:00:00Z", "2026-03-29"),
            ("Europe/Paris", "2026-10-25T22:59:59Z", "2026-10-25"),
            ("Europe/Paris", "2026-10-25T23:00:00Z", "2026-10-26"),
        ],
    )
    def test_begins_with_the_calendar_day_of_the_zone(self, zone, received_at, last_day) -> None:
        day, at = date.fromisoformat(last_day), datetime.fromisoformat(received_at)

        assert not is_future(day, zone=zone, received_at=at)
        assert is_future(day + timedelta(days=1), zone=zone, received_at=at)
