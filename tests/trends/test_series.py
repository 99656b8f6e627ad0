from datetime import date, timedelta

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.trends.rules.series import (
    Question,
    Series,
    Span,
    flaws,
    heads,
    severity,
    span_of,
)

FIRST = date(2026, 3, 1)
WEEKLY = Series(window=7, least=4)


def rows_of(values, *, late=()):
    span = Span(FIRST, FIRST + timedelta(days=len(values) - 7))
    return orjson.loads(WEEKLY.rows(values, heads(span, late)))


class TestSeries:
    def test_gives_one_row_per_calendar_day(self):
        assert [row["day"] for row in rows_of([None] * 9)] == [
            "2026-03-01",
            "2026-03-02",
            "2026-03-03",
        ]

    def test_keeps_a_gap_a_gap(self):
        values = [row["value"] for row in rows_of([5] * 6 + [5, None, 0])]

        assert values == [5, None, 0]

    def test_keeps_whole_numbers_whole(self):
        assert '"value":5,' in WEEKLY.rows([5] * 7, heads(Span(FIRST, FIRST), ()))

    def test_looks_back_over_the_days_before_the_first(self):
        row = rows_of([1, 2, 3, 4, 5, 6, 7])[0]

        assert (row["mean_7d"], row["n_7d"]) == (4.0, 7)

    def test_has_no_mean_of_three_days(self):
        row = rows_of([None, None, None, None, 6, 6, 6])[0]

        assert (row["mean_7d"], row["n_7d"]) == (None, 3)

    def test_has_a_mean_of_four_days(self):
        row = rows_of([6, None, 5, None, 7, 6, None])[0]

        assert (row["value"], row["mean_7d"], row["n_7d"]) == (None, 6.0, 4)

    def test_rounds_halves_up(self):
        row = rows_of([None, None, None, 7.5, 7.5, 7.5, 8.0])[0]

        assert row["mean_7d"] == 7.63

    def test_marks_the_late_days_and_no_others(self):
        rows = rows_of([5] * 9, late=[1])

        assert ["late" in row for row in rows] == [False, True, False]
        assert rows[1]["late"] is True

    @given(st.lists(st.none() | st.integers(0, 10), min_size=7, max_size=60))
    def test_counts_exactly_the_observed_days_of_each_window(self, values):
        counts = [row["n_7d"] for row in rows_of(values)]

        assert counts == [
            sum(v is not None for v in values[i : i + 7]) for i in range(len(values) - 6)
        ]


class TestSeverity:
    @pytest.mark.parametrize(
        ("ticked", "asked", "shown"),
        [({"nausea": 2}, True, 2), ({"headache": 1}, True, 0), ({}, True, 0), ({}, False, None)],
    )
    def test_is_none_only_where_nobody_asked(self, ticked, asked, shown):
        assert severity(ticked, "nausea", asked=asked) == shown


class TestSpanOf:
    def test_ends_today_and_is_90_days_long(self):
        span = span_of(Question(), today=FIRST)

        assert (span.last, len(span)) == (FIRST, 90)

    def test_goes_back_from_the_last_day_asked_for(self):
        assert span_of(Question(last=date(2026, 1, 31)), today=FIRST).first == date(2025, 11, 3)


class TestFlaws:
    def test_allows_ten_years(self):
        assert not flaws(Span(FIRST, FIRST + timedelta(days=3_699)))

    def test_refuses_a_day_more(self):
        assert "first" in flaws(Span(FIRST, FIRST + timedelta(days=3_700)))

    def test_refuses_an_end_before_the_beginning(self):
        assert "last" in flaws(Span(FIRST, FIRST - timedelta(days=1)))
