"""How a diary becomes series: pure arithmetic over one row per calendar day.

A gap is a gap: nothing is carried forward and nothing missing counts as 0. Means are rounded to
two decimals, halves up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from itertools import accumulate, chain
from operator import sub

import orjson

MAX_DAYS = 3_700
"""The longest span of one trend: ten years."""

USUAL_DAYS = 90
"""The span of a trend whose first day isn't asked for."""

HUNDREDTH = Decimal("0.01")
ONE_SEEN = 1 << 20
"""What an observed day adds to a window's code: above it the count, below it the sum."""

TENTHS = 10
"""Sums are kept in tenths, the finest that any item has, so that they are exact."""

Value = float | None


@dataclass(frozen=True, slots=True)
class Question:
    """Which measures are wanted over which days; None: what is usual."""

    first: date | None = None
    last: date | None = None
    measures: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """Measures, split by how a day holds them: items one by one, side effects together."""

    items: tuple[str, ...]
    side_effects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """The days of a trend, both ends included."""

    first: date
    last: date

    def __len__(self) -> int:
        return (self.last - self.first).days + 1


def span_of(question: Question, *, today: date) -> Span:
    """The days that the question means for somebody whose day is `today`."""
    last = question.last or today
    return Span(question.first or last - timedelta(days=USUAL_DAYS - 1), last)


def flaws(span: Span) -> dict[str, list[str]]:
    """What is wrong with a span, by field; empty when nothing is."""
    if span.last < span.first:
        return {"last": ["Ends before it begins."]}
    if len(span) > MAX_DAYS:
        return {"first": [f"At most {MAX_DAYS} days at once."]}
    return {}


def severity(side_effects: Mapping[str, int], side_effect: str, *, asked: bool) -> int | None:
    """How strong a side effect was on a day, None where nobody can know.

    Side effects are logged by exception: on a day whose list was gone through (`side_effects_any`
    is answered, or anything is ticked) what isn't mentioned was not there.
    """
    return side_effects.get(side_effect, 0 if asked else None)


def rounded(exact: Decimal) -> float:
    """To two decimals, halves up."""
    return float(exact.quantize(HUNDREDTH, ROUND_HALF_UP))


def mean(total: Decimal | int, n: int, *, least: int) -> float | None:
    """The mean of n observed days, None below `least` of them."""
    return rounded(Decimal(total) / n) if n >= least else None


class Series:
    """Writes the rows of one measure as JSON text; remembers the few texts that they consist of."""

    def __init__(self, *, window: int, least: int) -> None:
        self._window = window
        self._codes = _Codes()
        self._values = _Values()
        self._means = _Means(least)

    @property
    def days_before(self) -> int:
        """How many days before the first one its window reaches."""
        return self._window - 1

    def rows(self, values: Sequence[Value], heads: Sequence[str]) -> str:
        """`[{day, value, mean_7d, n_7d, late?}]` of values that begin `days_before` earlier."""
        sums = list(accumulate(map(self._codes.__getitem__, values), initial=0))
        windows = map(sub, sums[self._window :], sums)
        shown = map(self._values.__getitem__, values[self.days_before :])
        means = map(self._means.__getitem__, windows)
        return f"[{''.join(chain.from_iterable(zip(heads, shown, means, strict=True)))[1:]}]"


def heads(span: Span, late: Sequence[int]) -> Sequence[str]:
    """How each day's row begins, the comma before it included; `late` days are marked."""
    usual = _usual_heads(span)
    if not late:
        return usual
    marked = list(usual)
    for place in late:
        marked[place] += ',"late":true'
    return marked


@lru_cache(64)
def _usual_heads(span: Span) -> tuple[str, ...]:
    days = (span.first + timedelta(days=place) for place in range(len(span)))
    return tuple(f',{{"day":"{day.isoformat()}"' for day in days)


class _Codes(dict[Value, int]):
    """What a day's value adds to its windows."""

    def __missing__(self, value: Value) -> int:
        code = 0 if value is None else ONE_SEEN + round(value * TENTHS)
        self[value] = code
        return code


class _Values(dict[Value, str]):
    """A day's value as JSON, with what comes before and after it."""

    def __missing__(self, value: Value) -> str:
        text = f',"value":{orjson.dumps(value).decode()},"mean_7d":'
        self[value] = text
        return text


class _Means(dict[int, str]):
    """The mean and count of a window's code as JSON, to the end of the row."""

    def __init__(self, least: int) -> None:
        super().__init__()
        self._least = least

    def __missing__(self, code: int) -> str:
        n, tenths = divmod(code, ONE_SEEN)
        shown = mean(Decimal(tenths) / TENTHS, n, least=self._least)
        text = f'{orjson.dumps(shown).decode()},"n_7d":{n}}}'
        self[code] = text
        return text


@cache
def series(*, window: int, least: int) -> Series:
    """The writer of series with means over `window` days, shown from `least` observed ones."""
    return Series(window=window, least=least)
