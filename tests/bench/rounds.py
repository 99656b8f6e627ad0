"""Rounds in turn: yardstick, product, yardstick, product, so that both meet the same machine."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from config.children import StopSignals
from config.notices import Progress
from tests.bench import database
from tests.bench.cases import AMENDMENT, Case, write_days
from tests.bench.people import People
from tests.bench.servers import Database, Server, ServerError
from tests.bench.wrk import Load, Measured, measure, middle

WARM_UP_S = 1
IN_FLIGHT = 64
"""More than wrk may have sent without counting it when its time was over."""

AMENDED_PATIENTS, AMENDED_DAYS = 400, 5
SAME_BY_CHANCE = 0.01
"""The share of amendments that may happen to say what stood there already."""


@dataclass(kw_only=True, slots=True)
class Rounds:
    """How everything is measured in this run."""

    product: Server
    yardstick: Server
    database: Database
    people: People
    signals: StopSignals
    count: int
    seconds: float
    _next: dict[str, int] = field(default_factory=dict)

    def measured(self, case: Case, progress: Progress) -> tuple[Measured | None, Measured | None]:
        """The medians of product and yardstick; no product's if it doesn't do this."""
        asking = self.people.specialist() if case.by_specialist else self.people.patients()
        if (flaw := self._first_flaw(case, asking)) is not None:
            progress.say(f"NOT MEASURED, the answer isn't the one it should be: {flaw}")
            return None, None
        if case.name == AMENDMENT:
            asking = self._with_days_to_amend(case, asking)
        steps: list[Callable[[float, bool], Measured]] = []
        if case.yardstick:
            beside = self.people.of_the_yardstick()
            steps.append(lambda s, warm: self._once(case, self.yardstick, beside, s, warm=warm))
        steps.append(lambda s, warm: self._once(case, self.product, asking, s, warm=warm))
        for step in steps:
            step(WARM_UP_S, True)
        found: list[list[Measured]] = [[] for _ in steps]
        for _ in range(self.count):
            for place, step in enumerate(steps):
                found[place].append(step(self.seconds, False))
        return middle(found[-1]), middle(found[0]) if case.yardstick else None

    def _first_flaw(self, case: Case, asking: Path) -> str | None:
        patient, token = asking.read_text().split("\n", 1)[0].split()
        return case.works(self.product, case.target.replace("{patient}", patient), token)

    def _with_days_to_amend(self, case: Case, asking: Path) -> Path:
        """Some of the patients, who now have written the days that will be amended."""
        lines = asking.read_text().splitlines()[:AMENDED_PATIENTS]
        for line in lines:
            patient, token = line.split()
            write_days(self.product, patient, token, first=case.first, count=AMENDED_DAYS)
        few = asking.with_name("amending.tokens")
        few.touch(mode=0o600)
        few.write_text("\n".join(lines) + "\n")
        return few

    def _once(
        self, case: Case, server: Server, asking: Path, seconds: float, *, warm: bool
    ) -> Measured:
        is_product = server is self.product
        line = f"{server.name}, {case.mode}{', warm-up' if warm else ''}"
        load = Load(
            mode=case.mode,
            target=case.target if is_product else str(case.yardstick),
            people=asking,
            start=self._next.get(line, case.warm_up_begins if warm else 0),
            within=AMENDED_PATIENTS * AMENDED_DAYS,
            first=case.first,
        )
        before = database.written(self.database.owner)
        found = measure(server, self.database, load, seconds=seconds, signals=self.signals)
        self._next[line] = load.start + found.requests + IN_FLIGHT
        if case.writes and (is_product or case.name != AMENDMENT):
            self._require_stored(case, found, before, is_product=is_product)
        return found

    def _require_stored(
        self, case: Case, found: Measured, before: tuple[int, int], *, is_product: bool
    ) -> None:
        after = database.written(self.database.owner)
        stored = after[0] - before[0] if is_product else after[1] - before[1]
        wanted = found.requests * case.entries
        if case.name == AMENDMENT:
            wanted = int(wanted * (1 - SAME_BY_CHANCE))
        if stored < wanted:
            raise ServerError(f"{case.name}: {wanted} were answered, only {stored} are stored.")
