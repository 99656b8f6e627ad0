from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from backend.trends.rules.caseload import (
    SAFETY_TEXT,
    Call,
    Figures,
    Order,
    Sort,
    adherence,
    in_order,
    listed,
    marks,
    named_like,
)

THEN = datetime(2026, 3, 3, 12, tzinfo=UTC)
LATER = THEN + timedelta(minutes=1)

FIGURES = Figures(
    pain_total=20,
    pain_n=4,
    pain_total_before=30,
    pain_n_before=5,
    completed=9,
    expected=28,
    flags=[],
)


def a_row(number=1, *, name="Ada", figures=FIGURES, last_entry_on=None):
    return listed(
        figures, patient_id=UUID(int=number), name=name, last_entry_on=last_entry_on, least=4
    )


class TestListed:
    def test_shows_mean_and_change_from_four_days(self):
        row = a_row()

        assert (row.pain_mean_7d, row.pain_n_7d, row.pain_change_7d) == (5.0, 4, -1.0)

    def test_shows_no_mean_of_three_days(self):
        row = a_row(figures=replace(FIGURES, pain_n=3))

        assert (row.pain_mean_7d, row.pain_n_7d, row.pain_change_7d) == (None, 3, None)

    def test_shows_no_change_on_three_days_before(self):
        row = a_row(figures=replace(FIGURES, pain_n_before=3))

        assert (row.pain_mean_7d, row.pain_change_7d) == (5.0, None)

    def test_rounds_the_change_once(self):
        row = a_row(
            figures=replace(FIGURES, pain_total=31, pain_n=6, pain_total_before=29, pain_n_before=7)
        )

        assert row.pain_change_7d == 1.02


class TestAdherence:
    def test_has_three_decimals(self):
        assert adherence(9, 28) == 0.321


class TestMarks:
    def test_gathers_a_day_and_puts_the_newest_first(self):
        found = marks(
            [("2026-03-01", ["jaundice"], THEN), ("2026-03-02", ["chest_pain"], THEN),
             ("2026-03-01", ["chest_pain", "jaundice"], THEN)]
        )  # fmt: skip

        assert found == [
            {"kind": "red_flag", "side_effects": ["chest_pain"], "day": "2026-03-02"},
            {"kind": "red_flag", "side_effects": ["chest_pain", "jaundice"], "day": "2026-03-01"},
        ]

    def test_says_once_that_something_may_not_be_named(self):
        found = marks([("2026-03-01", None, THEN), ("2026-03-02", None, THEN)])

        assert found == [{"kind": "safety", "text": SAFETY_TEXT}]

    def test_are_reviewed_once_all_of_a_day_had_come_in_before(self):
        flags = [("2026-03-01", ["jaundice"], THEN), ("2026-03-01", ["chest_pain"], LATER),
                 ("2026-03-02", ["jaundice"], THEN)]  # fmt: skip

        found = marks(flags, looked_at=THEN)

        told = [(mark["day"], mark.get("is_reviewed", False)) for mark in found]
        assert told == [("2026-03-02", True), ("2026-03-01", False)]

    def test_of_safety_answers_and_of_what_may_not_be_named_are_never_reviewed(self):
        answers = [("2026-03-01", ["phq9_9"]), ("2026-03-01", None)]

        found = marks([("2026-03-01", None, THEN)], answers, looked_at=LATER)

        assert [mark["kind"] for mark in found] == ["safety_answer", "safety"]
        assert not any("is_reviewed" in mark for mark in found)

    def test_of_silence_are_reviewed_after_it_was_told(self):
        silent = replace(FIGURES, silent_since=THEN.date(), told_at=LATER)

        before = a_row(figures=replace(silent, looked_at=THEN))
        after = a_row(figures=replace(silent, looked_at=LATER))

        assert before.marks == [{"kind": "silent", "day": THEN.date()}]
        assert after.marks == [{"kind": "silent", "day": THEN.date(), "is_reviewed": True}]

    def test_of_a_call_are_never_reviewed_but_answered(self):
        call = Call("1", THEN, THEN)

        [mark] = a_row(figures=replace(FIGURES, calls=[call], looked_at=LATER)).marks

        assert "is_reviewed" not in mark


class TestInOrder:
    def test_puts_the_reviewed_behind_those_not_reviewed_since(self):
        flagged = replace(FIGURES, flags=[("2026-03-01", ["jaundice"], THEN)])
        worse = a_row(1, figures=replace(flagged, pain_total=40, looked_at=LATER))
        new = a_row(2, figures=flagged)
        plain = a_row(3, figures=replace(FIGURES, pain_total=60))

        found = in_order([plain, worse, new], sort=None)

        assert [row.patient_id.int for row in found] == [2, 1, 3]

    def test_puts_the_marked_first_and_then_who_got_worse(self):
        better = a_row(1)
        worse = a_row(2, figures=replace(FIGURES, pain_total=40))
        unknown = a_row(3, figures=replace(FIGURES, pain_n=0))
        marked = a_row(4, figures=replace(FIGURES, pain_n=0, flags=[("2026-03-01", None, THEN)]))

        found = in_order([better, unknown, worse, marked], sort=None)

        assert [row.patient_id.int for row in found] == [4, 2, 1, 3]

    def test_keeps_those_without_a_value_last_in_both_directions(self):
        low, high = a_row(1), a_row(2, figures=replace(FIGURES, pain_total=40))
        none = a_row(3, figures=replace(FIGURES, pain_n=0))

        up = in_order([none, high, low], sort=Sort.PAIN_MEAN)
        down = in_order([none, high, low], sort=Sort.PAIN_MEAN, order=Order.DESCENDING)

        assert [row.patient_id.int for row in up] == [1, 2, 3]
        assert [row.patient_id.int for row in down] == [2, 1, 3]

    def test_orders_names_whatever_their_case(self):
        rows = [a_row(1, name="bea"), a_row(2, name="Ada"), a_row(3, name="Cy")]

        found = in_order(rows, sort=Sort.NAME)

        assert [row.name for row in found] == ["Ada", "bea", "Cy"]

    def test_orders_by_the_number_of_marks(self):
        plain = a_row(1)
        marked = a_row(2, figures=replace(FIGURES, flags=[("2026-03-01", ["jaundice"], THEN)]))

        found = in_order([plain, marked], sort=Sort.MARKS, order=Order.DESCENDING)

        assert [row.patient_id.int for row in found] == [2, 1]


class TestNamedLike:
    def test_finds_a_part_in_whatever_case(self):
        rows = [a_row(1, name="Ada Lovelace"), a_row(2, name="Bea")]

        assert [row.name for row in named_like(rows, "LOVE")] == ["Ada Lovelace"]
