"""One real person's diary from open data, as the writes their phone would have sent.

Source, columns and mapping are told in `data/README.md`.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from importlib.resources import files
from itertools import groupby
from math import floor
from operator import attrgetter, itemgetter
from zoneinfo import ZoneInfo

from backend.demo.batches import Write, stable_uuid7

TIME_ZONE = "Europe/Amsterdam"

_ZONE = ZoneInfo(TIME_ZONE)
_UNKNOWN_END = "99:00:00"
_HEADACHE_FROM = ((Fraction(9, 2), 3), (Fraction(3), 2), (Fraction(2), 1))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Prompt:
    """One answered prompt: when it was answered, and the cells that the diary takes."""

    day: date
    number: int
    started_at: datetime
    ended_at: datetime
    cheerful: int | None
    anxious: int | None
    tired: int | None
    pain: int | None
    headache: int | None


def real_diary_writes() -> list[Write]:
    """238 day and 1,476 moment writes for sync, in the order of their `written_at`."""
    prompts = list(_prompts())
    writes = [_moment(prompt) for prompt in prompts]
    for _, of_day in groupby(prompts, key=attrgetter("day")):
        writes.append(_day(list(of_day)))
    writes.sort(key=itemgetter("written_at"))
    return [{**write, "written_at": write["written_at"].isoformat()} for write in writes]


def _prompts() -> Iterator[_Prompt]:
    source = files("backend.demo") / "data" / "esm-one-patient-2012.csv"
    for row in csv.DictReader(source.read_text(encoding="utf-8").splitlines()):
        day_of_month, month, year = map(int, row["date"].split("/"))
        day = date(2000 + year, month, day_of_month)
        started_at = _moment_of(day, row["resptime_s"])
        yield _Prompt(
            day=day,
            number=int(row["beepno"]),
            started_at=started_at,
            ended_at=(
                started_at + timedelta(minutes=1)
                if row["resptime_e"] == _UNKNOWN_END
                else _moment_of(day, row["resptime_e"])
            ),
            cheerful=_cell(row["mood_cheerf"]),
            anxious=_cell(row["mood_anxious"]),
            tired=_cell(row["phy_tired"]),
            pain=_cell(row["phy_pain"]),
            headache=_cell(row["phy_headache"]),
        )


def _moment_of(day: date, wall_time: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(wall_time), tzinfo=_ZONE)


def _cell(text: str) -> int | None:
    return int(text) if text else None


def _moment(prompt: _Prompt) -> Write:
    names = ("real-diary", prompt.day, prompt.number)
    alone = [prompt]
    return {
        "write_id": str(stable_uuid7(prompt.ended_at, "write", *names)),
        "kind": "moment",
        "id": str(stable_uuid7(prompt.started_at, "moment", *names)),
        "at": prompt.started_at.isoformat(),
        "day": prompt.day.isoformat(),
        "answers": {
            "pain_now": on_scale(mean_of(p.pain for p in alone), lowest=1),
            **_state(alone),
        },
        "side_effects": {},
        "written_at": prompt.ended_at,
        "time_zone": TIME_ZONE,
    }


def _day(prompts: Sequence[_Prompt]) -> Write:
    day = prompts[0].day
    written_at = max(prompt.ended_at for prompt in prompts)
    pains = [prompt.pain for prompt in prompts if prompt.pain is not None]
    headache = headache_severity(mean_of(prompt.headache for prompt in prompts))
    return {
        "write_id": str(stable_uuid7(written_at, "write", "real-diary", day)),
        "kind": "day",
        "day": day.isoformat(),
        "answers": {
            "pain_average": on_scale(mean_of(pains), lowest=1),
            "pain_worst": on_scale(Fraction(max(pains)) if pains else None, lowest=1),
            **_state(prompts),
        },
        "side_effects": {} if headache is None else {"headache": headache},
        "written_at": written_at,
        "time_zone": TIME_ZONE,
    }


def _state(prompts: Sequence[_Prompt]) -> dict[str, int | None]:
    def mean(cell: Callable[[_Prompt], int | None]) -> Fraction | None:
        return mean_of(map(cell, prompts))

    return {
        "mood": on_scale(mean(attrgetter("cheerful")), lowest=1),
        "anxiety": on_scale(mean(attrgetter("anxious")), lowest=-3),
        "fatigue": on_scale(mean(attrgetter("tired")), lowest=1),
    }


def mean_of(cells: Iterable[int | None]) -> Fraction | None:
    """The exact mean of the cells that were filled in, or None if none was."""
    present = [cell for cell in cells if cell is not None]
    return Fraction(sum(present), len(present)) if present else None


def on_scale(value: Fraction | None, *, lowest: int) -> int | None:
    """A seven-point answer that begins at `lowest`, rescaled to 0-10 and rounded half up."""
    if value is None:
        return None
    return floor((value - lowest) * Fraction(10, 6) + Fraction(1, 2))


def headache_severity(mean: Fraction | None) -> int | None:
    """The 0-3 severity that stands for a day's mean headache, or None if it was never answered."""
    if mean is None:
        return None
    return next((severity for least, severity in _HEADACHE_FROM if mean >= least), 0)
