"""What three phones of one patient do, in any order."""

import logging
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from backend import clock
from tests.builders import a_patient
from tests.faults.model import Key, Model, Said
from tests.phone import Phone, a_moment_id, ago, today

ZONES = ["Europe/Paris", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu"]
CLOCKS = [timedelta(days=n) for n in (-3, 0, 0, 3)] + [timedelta(hours=n) for n in (-1, 1)]
OFFSETS = [timedelta(hours=n) for n in (0, 0, 20, 60, 130)]
"""How long ago something was written that is entered now as a past moment of writing."""

phones = st.integers(0, 2)
entries = st.integers(0, 5)
values = st.integers(0, 3)


@dataclass
class Pocket:
    """What one phone holds."""

    skew: timedelta = timedelta()
    zone: str = ZONES[0]
    queue: list[Said] = field(default_factory=list)
    """Unanswered writes, oldest first."""

    seen: dict[Key, int] = field(default_factory=dict)
    sent: list[list[Said]] = field(default_factory=list)

    def base_of(self, key: Key) -> int | str:
        """The own last write of the entry, if its answer is still to come; else what was seen."""
        waiting = [said.write_id for said in self.queue if said.key == key]
        return waiting[-1] or 0 if waiting else self.seen.get(key, 0)


class ThreePhones(RuleBasedStateMachine):
    """The rules by which they act; each answer is compared with the model's."""

    @initialize()
    def begin(self) -> None:
        logging.getLogger("tidemark").setLevel(logging.ERROR)
        self.phone = Phone(a_patient())
        self.model = Model()
        self.pockets = [Pocket(), Pocket(), Pocket()]
        self.acknowledged: list[tuple[Key, Any]] = []
        self.keys: list[Key] = [today(), ago(1), ago(3), ago(5), a_moment_id(), a_moment_id()]

    # What people do with a phone.

    @rule(who=phones, what=entries, value=values, ago_=st.sampled_from(OFFSETS))
    def write_offline(self, who: int, what: int, value: int, ago_: timedelta) -> None:
        pocket, key = self.pockets[who], self.keys[what]
        said = self._said(pocket, key, value, clock.now() - ago_)
        self._queue(pocket, said)

    @rule(who=phones, what=entries)
    def withdraw_offline(self, who: int, what: int) -> None:
        pocket, key = self.pockets[who], self.keys[what]
        self._queue(pocket, self._said(pocket, key, None, clock.now()))

    @rule(who=phones, what=entries, value=values, resolve=st.booleans())
    def write_online(self, who: int, what: int, value: int, resolve: bool) -> None:
        pocket, key = self.pockets[who], self.keys[what]
        said = self._said(pocket, key, value, clock.now())
        said.base = pocket.seen.get(key, 0)
        now = clock.now()
        if resolve and (kept := self.model.open_conflicts(key)):
            said.body["resolves"] = kept
            said.base = pocket.seen[key] = self.model.current(key).number
        body = {**said.body, "sent_at": (now + pocket.skew).isoformat()}
        answer = self.phone.put(key, body, based_on=said.base)

        status, revision = self.model.put(said, now, now + pocket.skew)
        assert (answer.status_code, _tag(answer)) == (status, revision), answer.text
        if revision:
            pocket.seen[key] = revision
            self.acknowledged.append((key, said.content))
        elif status == 412 and answer.json["current"]:
            pocket.seen[key] = answer.json["current"]["revision"]

    @rule(who=phones, what=entries)
    def withdraw_online(self, who: int, what: int) -> None:
        pocket, key = self.pockets[who], self.keys[what]
        said = self._said(pocket, key, None, clock.now())
        said.base = pocket.seen.get(key, 1)
        # The server writes down when and where: its own clock, the account's zone.
        said.body = {"written_at": clock.now().isoformat(), "time_zone": "Europe/Paris"}
        answer = self.phone.withdraw(key, based_on=said.base)
        assert answer.status_code == self.model.delete(said, clock.now())

    # What becomes of phones.

    @rule(who=phones, skew=st.sampled_from(CLOCKS))
    def set_the_clock(self, who: int, skew: timedelta) -> None:
        self.pockets[who].skew = skew

    @rule(who=phones, zone=st.sampled_from(ZONES))
    def travel(self, who: int, zone: str) -> None:
        self.pockets[who].zone = zone

    @rule(who=phones)
    def reinstall(self, who: int) -> None:
        self.pockets[who].seen.clear()

    @rule(who=phones)
    def catch_up(self, who: int) -> None:
        for item in self.phone.changes():
            key = UUID(item["id"]) if item["id"] else date.fromisoformat(item["day"])
            if not item["conflict"]:
                self.pockets[who].seen[key] = item["revision"]

    # What becomes of batches.

    @rule(
        who=phones,
        order=st.permutations(range(6)),
        count=st.integers(1, 12),
        swallowed=st.booleans(),
    )
    def flush(self, who: int, order: list[int], count: int, swallowed: bool) -> None:
        """Send in any order between entries, in order within one; the answer may get lost."""
        pocket = self.pockets[who]
        ranks = {self.keys[what]: rank for rank, what in enumerate(order)}
        batch = sorted(pocket.queue, key=lambda said: ranks[said.key])[:count]
        if not batch:
            return
        results = self._send(pocket, batch)
        pocket.sent.append(batch)
        if not swallowed:
            self._hear(pocket, batch, results)

    @rule(who=phones, pick=st.integers(0, 9), heard=st.booleans())
    def send_an_old_batch_again(self, who: int, pick: int, heard: bool) -> None:
        pocket = self.pockets[who]
        if pocket.sent:
            batch = pocket.sent[pick % len(pocket.sent)]
            results = self._send(pocket, batch)
            if heard:
                self._hear(pocket, batch, results)

    def teardown(self) -> None:
        if hasattr(self, "phone"):
            self._compare()

    def _said(self, pocket: Pocket, key: Key, value: int | None, written: datetime) -> Said:
        day = key if isinstance(key, date) else ago(1 + (value or 0) % 2)
        body: dict[str, Any] = {
            "written_at": (written + pocket.skew).isoformat(),
            "time_zone": pocket.zone,
        }
        content = None if value is None else (value, str(day))
        if value is not None:
            body |= {"answers": {"mood": value}, "note": f"note {value}" if value else None}
            body |= {"at": f"{day}T12:00:00Z", "day": str(day)} if key != day else {}
        return Said(key, body, content, day, pocket.base_of(key))

    def _queue(self, pocket: Pocket, said: Said) -> None:
        said.write_id = str(uuid4())
        pocket.queue.append(said)

    def _send(self, pocket: Pocket, batch: list[Said]) -> list[dict[str, Any]]:
        now = clock.now()
        sent_at = now + pocket.skew
        writes = [_as_write(said) for said in batch]
        results = self.phone.sync(*writes, sent_at=sent_at.isoformat())
        expected = [self.model.sync(said, now, sent_at) for said in batch]
        found = [(r.get("code", r["outcome"]), r.get("revision")) for r in results]
        assert found == expected
        assert [r["write_id"] for r in results] == [said.write_id for said in batch]
        return results

    def _hear(self, pocket: Pocket, batch: list[Said], results: list[dict[str, Any]]) -> None:
        """Take answered writes out of the queue; rejected ones would be shown to the patient."""
        answered = {said.write_id for said in batch}
        pocket.queue = [said for said in pocket.queue if said.write_id not in answered]
        for said, result in zip(batch, results, strict=True):
            if result["outcome"] != "rejected":
                self.acknowledged.append((said.key, said.content))
            if result["outcome"] in {"created", "updated"}:
                pocket.seen[said.key] = result["revision"]

    def _compare(self) -> None:
        feed = self.phone.changes(limit=7)
        told = [_told(item) for item in feed]
        assert [item["seq"] for item in feed] == list(range(1, len(self.model.log) + 1))
        expected = [
            (r.key, r.number, r.content, r.conflict, r.base, str(r.day)) for r in self.model.log
        ]
        assert told == expected
        assert len({(key, number) for key, number, *_ in told}) == len(told)
        contents = {(key, content) for key, _, content, *_ in told}
        assert contents >= set(self.acknowledged)
        for item, revision in zip(feed, self.model.log, strict=True):
            marks = item["body"]["retrospective"], item["body"]["received_late"]
            for mark, right in zip(marks, revision.late, strict=True):
                assert right in {None, mark}, (item, revision)
        self._compare_what_stands()

    def _compare_what_stands(self) -> None:
        """Replaying the feed leads to the entries as they are read."""
        standing = {}
        for item in self.phone.changes():
            if not item["conflict"]:
                standing[item["id"] or item["day"]] = item
        days, moments = (self.phone.get(what).json["items"] for what in ("days", "moments"))
        found = {item.get("id") or item["day"]: item for item in [*days, *moments]}
        assert set(found) == {name for name, item in standing.items() if not item["withdrawn"]}
        for name, document in found.items():
            body = standing[name]["body"]
            assert document["revision"] == standing[name]["revision"]
            assert document["answers"]["mood"] == body["answers"]["mood"]
            assert document["note"] == body["note"]


def _as_write(said: Said) -> dict[str, Any]:
    kind = "moment" if isinstance(said.key, UUID) else "day"
    name = {"id": str(said.key)} if kind == "moment" else {"day": str(said.key)}
    base = "base_revision" if isinstance(said.base, int) else "base_write_id"
    about = {"kind": "withdraw" if said.content is None else kind, "write_id": said.write_id}
    return {**said.body, **name, **about, base: said.base}


def _told(item: dict[str, Any]) -> tuple[Any, ...]:
    key = UUID(item["id"]) if item["id"] else date.fromisoformat(item["day"])
    body = item["body"]
    content = None if item["withdrawn"] else (body["answers"]["mood"], item["day"])
    return key, item["revision"], content, item["conflict"], body["base_revision"], item["day"]


def _tag(answer: Any) -> int | None:
    return int(answer.headers["ETag"].strip('"')) if "ETag" in answer.headers else None
