"""What came out: a table for people and var/bench.json for programs."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from config.places import CHECKOUT
from tests.bench.cases import Case, Target
from tests.bench.wrk import Measured

FILE = CHECKOUT / "var" / "bench.json"
COLUMNS = ("", "req/s", "ratio", "p50 ms", "p99 ms", "CPU app", "CPU db", "kB", "others")


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One figure and its target; where there is a ratio, the target is one for the ratio."""

    name: str
    value: float | None
    unit: str
    yardstick: float | None = None
    ratio: float | None = None
    must: float | None = None
    goal: float | None = None
    lower_is_better: bool = False

    @property
    def judged(self) -> float | None:
        """What is held against the target."""
        return self.value if self.ratio is None else self.ratio

    def reaches(self, target: float | None) -> bool:
        """Whether it is at least that good; what wasn't measured isn't."""
        if target is None:
            return True
        if self.judged is None:
            return False
        return self.judged <= target if self.lower_is_better else self.judged >= target


def plain(name: str, value: float | None, unit: str, target: Target) -> Figure:
    """A figure that stands for itself, the less the better."""
    return Figure(
        name=name,
        value=None if value is None else round(value, 3),
        unit=unit,
        must=target.must,
        goal=target.goal,
        lower_is_better=True,
    )


def relative(case: Case, product: Measured | None, yardstick: Measured | None) -> Figure:
    """A case's speed, and its ratio to the yardstick's."""
    ours = product and product.per_s * case.entries
    theirs = yardstick and yardstick.per_s * case.entries
    return Figure(
        name=case.name,
        value=None if ours is None else round(ours, 1),
        unit=case.unit,
        yardstick=None if theirs is None else round(theirs, 1),
        ratio=round(ours / theirs, 3) if ours and theirs else None,
        must=case.ratio.must,
        goal=case.ratio.goal,
    )


def print_table(rows: Mapping[str, tuple[Measured | None, Measured | None]]) -> None:
    """Each case with its yardstick above it."""
    lines = [COLUMNS]
    for name, (product, yardstick) in rows.items():
        if yardstick:
            lines.append(_line("  yardstick", yardstick, None))
        if product:
            ratio = product.per_s / yardstick.per_s if yardstick else None
            lines.append(_line(name, product, ratio))
    _print_columns(lines)


def print_values(figures: Sequence[Figure]) -> None:
    """What was measured beside its yardstick, target or not."""
    lines = [("", "measured", "yardstick", "ratio", "")]
    for figure in figures:
        own, yardstick, ratio = (
            "" if each is None else f"{each:,.{digits}f}"
            for each, digits in ((figure.value, 1), (figure.yardstick, 1), (figure.ratio, 2))
        )
        lines.append((figure.name, own, yardstick, ratio, figure.unit))
    _print_columns(lines)


def print_figures(figures: Sequence[Figure]) -> None:
    """What has a target, with how it stands to it."""
    lines = [("", "measured", "unit", "must", "goal", "")]
    for figure in figures:
        if figure.must is None and figure.goal is None:
            continue
        bound = "<=" if figure.lower_is_better else ">="
        lines.append(
            (
                figure.name,
                "not measured" if figure.judged is None else f"{figure.judged:.2f}",
                figure.unit if figure.ratio is None else "of the yardstick's",
                "" if figure.must is None else f"{bound} {figure.must:g}",
                "" if figure.goal is None else f"{bound} {figure.goal:g}",
                _verdict(figure),
            )
        )
    _print_columns(lines)


def write(figures: Sequence[Figure]) -> None:
    """Put the figures where programs look for them, all at once."""
    FILE.parent.mkdir(exist_ok=True)
    unfinished = FILE.with_name(f".{FILE.name}.{os.getpid()}")
    unfinished.write_text(json.dumps([asdict(figure) for figure in figures], indent=2) + "\n")
    unfinished.replace(FILE)


def _verdict(figure: Figure) -> str:
    if not figure.reaches(figure.must):
        return "MISSED"
    return "goal reached" if figure.reaches(figure.goal) else "short of the goal"


def _line(name: str, found: Measured, ratio: float | None) -> tuple[str, ...]:
    return (
        name,
        f"{found.per_s:,.0f}",
        "" if ratio is None else f"{ratio:.2f}",
        f"{found.p50_ms:.1f}",
        f"{found.p99_ms:.1f}",
        f"{found.app_ms:.3f}",
        f"{found.database_ms:.3f}",
        f"{found.kilobytes:.1f}",
        f"{found.others:.0%}",
    )


def _print_columns(lines: Sequence[Sequence[str]]) -> None:
    widths = [max(len(line[n]) for line in lines) for n in range(len(lines[0]))]
    print()
    for line in lines:
        cells = [line[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)]
        print("  ".join(cells).rstrip())
