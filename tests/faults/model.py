"""What a diary has to be, in a few dicts: the model that three phones are compared with."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

Key = date | UUID
DAY_STARTS = time(4)
WINDOW = timedelta(hours=48)
AHEAD = timedelta(minutes=5)
NEAR = timedelta(seconds=15)
"""Closer to a boundary than this, either mark is right: a request takes its time."""


@dataclass
class Said:
    """One write, as a phone keeps it until it is answered."""

    key: Key
    body: dict[str, Any]
    content: Any
    """None: it withdraws the entry."""

    day: date
    """The diary day it lies on; of a withdrawn moment, what its phone believes."""

    base: int | str = 0
    """The revision, or the phone's own write, that it was made on top of."""

    write_id: str | None = None


@dataclass
class Revision:
    number: int
    key: Key
    content: Any
    conflict: bool
    base: int
    day: date
    late: tuple[bool | None, bool | None]
    """Retrospective and received late; None: too close to say."""


@dataclass
class Model:
    log: list[Revision] = field(default_factory=list)
    """Every revision of every entry, in the order stored."""

    known: dict[str, tuple[Key, Any, int, bool]] = field(default_factory=dict)
    """By write id: the entry, the content, the revision that carries it, whether in conflict."""

    resolved: set[tuple[Key, int]] = field(default_factory=set)

    def of(self, key: Key) -> list[Revision]:
        return [revision for revision in self.log if revision.key == key]

    def current(self, key: Key) -> Revision | None:
        return next((r for r in reversed(self.of(key)) if not r.conflict), None)

    def open_conflicts(self, key: Key) -> list[int]:
        kept = [r.number for r in self.of(key) if r.conflict]
        return [number for number in kept if (key, number) not in self.resolved]

    def sync(self, said: Said, now: datetime, sent_at: datetime) -> tuple[str, int | None]:
        """The outcome, or the code of a rejection, and the revision."""
        name, current = said.write_id or "", self.current(said.key)
        if name in self.known:
            return self._known(said, current)
        if flaw := self._flaw(said, now, sent_at):
            return flaw, None
        if current is None:
            return ("invalid", None) if said.content is None else self._add(said, 0, now, sent_at)
        if said.content == current.content:
            self.known[name] = (said.key, said.content, current.number, False)
            return "duplicate", current.number
        base = self._base_of(said)
        return self._add(said, base, now, sent_at, conflict=base != current.number)

    def put(self, said: Said, now: datetime, sent_at: datetime) -> tuple[int, int | None]:
        """The status, and the revision that the ETag names."""
        current = self.current(said.key)
        if flaw := self._flaw(said, now, sent_at):
            return (422, None) if flaw else (200, None)
        if current is None:
            return (201, self._add(said, 0, now, sent_at)[1]) if said.base == 0 else (412, None)
        if said.content == current.content and not said.body.get("resolves"):
            return 200, current.number
        if said.base == current.number:
            return 200, self._add(said, int(said.base), now, sent_at)[1]
        for past in reversed(self.of(said.key)):
            if (past.base, past.content, past.conflict) == (said.base, said.content, False):
                return (409, None) if current.content is None else (200, past.number)
        return 412, None

    def delete(self, said: Said, now: datetime) -> int:
        """The status."""
        current = self.current(said.key)
        if current is None:
            return 404
        if current.content is not None:
            if said.base != current.number:
                return 412
            self._add(said, current.number, now, now)
        return 204

    def _known(self, said: Said, current: Revision | None) -> tuple[str, int | None]:
        key, content, number, _ = self.known[said.write_id or ""]
        assert (key, content) == (said.key, said.content), "a phone keeps its write ids apart"
        gone = current is not None and current.content is None
        return ("withdrawn", None) if gone and content is not None else ("duplicate", number)

    def _flaw(self, said: Said, now: datetime, sent_at: datetime) -> str | None:
        zone = ZoneInfo(said.body["time_zone"])
        if said.content is not None and said.day > now.astimezone(zone).date():
            return "future_day"
        return "invalid" if _written(said, now, sent_at) > now + AHEAD else None

    def _base_of(self, said: Said) -> int:
        if isinstance(said.base, int):
            return said.base
        key, _, number, conflict = self.known.get(said.base, (None, None, -1, True))
        return number if key == said.key and not conflict else -1

    def _add(
        self, said: Said, base: int, now: datetime, sent_at: datetime, *, conflict: bool = False
    ) -> tuple[str, int]:
        past, current = self.of(said.key), self.current(said.key)
        day = current.day if said.content is None and current else said.day
        number = len(past) + 1
        late = _late(_written(said, now, sent_at), now, day, said.body["time_zone"])
        self.log.append(Revision(number, said.key, said.content, conflict, max(base, 0), day, late))
        if said.write_id:
            self.known[said.write_id] = (said.key, said.content, number, conflict)
        self.resolved |= {(said.key, closed) for closed in said.body.get("resolves", ())}
        return ("conflict_kept" if conflict else "updated" if past else "created"), number


def _written(said: Said, now: datetime, sent_at: datetime) -> datetime:
    return datetime.fromisoformat(said.body["written_at"]) + (now - sent_at)


def _late(
    written: datetime, received: datetime, day: date, zone: str
) -> tuple[bool | None, bool | None]:
    end = datetime.combine(day + timedelta(days=1), DAY_STARTS, ZoneInfo(zone)).astimezone(UTC)
    last = end + WINDOW

    def after(moment: datetime) -> bool | None:
        return None if abs(moment - last) < NEAR else moment > last

    return after(written), after(received)
