"""Many threads write the same entries at once: nothing is doubled, lost or refused by accident."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from threading import Barrier, Event, Thread
from uuid import UUID

import psycopg
import pytest

from backend import database
from backend.diary import queries
from tests.builders import a_patient
from tests.faults.crowd import (
    THREADS,
    assert_sound,
    phones_of,
    together,
    wide_application,
    write_in_turn,
)
from tests.phone import (
    Phone,
    a_moment_id,
    ago,
    day_write,
    moment_write,
    outcomes,
    said,
    said_of,
    stored_revisions,
    stored_seqs,
)

DAY = ago(1)
TIMES = 2_000
PAIRS = 1_000
LOCK = "pg_advisory_xact_lock(hashtextextended(%s, 0))"


@pytest.fixture
def phones(app, environment) -> Iterator[list[Phone]]:
    """One patient's phones, one for each thread."""
    with wide_application(environment) as wide:
        yield phones_of(a_patient(), wide)


@pytest.fixture(params=["day", "moment"])
def entry(request) -> date | UUID:
    return DAY if request.param == "day" else a_moment_id()


def body_of(entry: date | UUID, note: str):
    return said_of(DAY, note=note) if isinstance(entry, UUID) else said(note=note)


def write_of(entry: date | UUID, **fields):
    return (
        moment_write(entry, DAY, **fields)
        if isinstance(entry, UUID)
        else day_write(entry, **fields)
    )


class Follower:
    """Reads the change feed for as long as others write."""

    def __init__(self, phone: Phone) -> None:
        self.phone = phone
        self.seqs: list[int] = []
        self._over = Event()
        self._thread = Thread(target=self._follow)

    def __enter__(self) -> "Follower":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._read_on()

    def _follow(self) -> None:
        while not self._over.wait(0.005):
            self._read_on()

    def _read_on(self) -> None:
        after = self.seqs[-1] if self.seqs else 0
        self.seqs += [item["seq"] for item in self.phone.changes(after=after)]


class TestSameEntryAtOnce:
    def test_by_put_gives_each_yes_its_own_revision(self, phones, entry) -> None:
        def work(n: int):
            return write_in_turn(
                phones[n],
                entry,
                lambda note: body_of(entry, note),
                name=str(n),
                times=TIMES // THREADS,
            )

        with Follower(Phone(phones[0].patient)) as follower:
            done = together(work)

        statuses = sum((counted for _, counted in done), Counter())
        got = [revision for revisions, _ in done for revision in revisions]
        assert_sound(phones[0].patient, entry, acknowledged=got, statuses=statuses)
        assert set(statuses) == {200, 201, 412}
        assert (statuses[201], sum(statuses.values())) == (1, TIMES)
        assert follower.seqs == stored_seqs(phones[0].patient)

    def test_by_sync_keeps_every_write(self, phones, entry) -> None:
        def work(n: int):
            got, statuses, base = [], Counter(), {"base_revision": 0}
            for i in range(TIMES // THREADS):
                write = write_of(entry, note=f"{n} {i}", **base)
                answer = phones[n].post(write)
                statuses[answer.status_code] += 1
                got += [r["revision"] for r in answer.json.get("results", ())]
                base = {"base_write_id": write["write_id"]}
            return got, statuses

        with Follower(Phone(phones[0].patient)) as follower:
            done = together(work)

        statuses = sum((counted for _, counted in done), Counter())
        got = [revision for revisions, _ in done for revision in revisions]
        assert_sound(phones[0].patient, entry, acknowledged=got, statuses=statuses)
        assert len(got) == TIMES
        assert follower.seqs == list(range(1, TIMES + 1))

    def test_first_noted_is_created_once(self, phones) -> None:
        entries = [ago(n) for n in range(1, 101)] + [a_moment_id() for _ in range(100)]
        bodies = [body_of(name, "the same") for name in entries]

        done = together(
            lambda n: [phones[n].put(*each) for each in zip(entries, bodies, strict=True)]
        )

        for answers in zip(*done, strict=True):
            assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
            assert {answer.headers["ETag"] for answer in answers} == {'"1"'}
        assert stored_seqs(phones[0].patient) == list(range(1, 201))

    def test_same_batch_is_stored_once(self, phones) -> None:
        writes = [day_write(ago(n), note="x") for n in range(50)]
        writes += [moment_write(a_moment_id(), DAY) for _ in range(50)]

        done = [outcomes(results) for results in together(lambda n: phones[n].sync(*writes))]

        assert sorted(done) == [["created"] * 100] + [["duplicate"] * 100] * 7
        assert stored_seqs(phones[0].patient) == list(range(1, 101))


class TestPairs:
    def test_on_the_same_revision_give_one_yes_and_one_stale(self, phones) -> None:
        revision = phones[0].put(DAY, said(note="first")).json["revision"]
        meet = Barrier(2)

        def put(n: int, note: str, base: int):
            meet.wait()
            return phones[n].put(DAY, said(note=f"{note} of {n}"), based_on=base)

        with ThreadPoolExecutor(2) as pool:
            for i in range(PAIRS):
                answers = list(pool.map(put, (0, 1), [f"pair {i}"] * 2, [revision] * 2))
                statuses = [answer.status_code for answer in answers]
                assert sorted(statuses) == [200, 412], i
                revision = answers[statuses.index(200)].json["revision"]
                assert answers[statuses.index(412)].json["current"]["revision"] == revision
        assert stored_revisions(phones[0].patient, DAY) == list(range(1, PAIRS + 2))


class TestSabotage:
    """The assertions of this file would notice a naive way of writing."""

    def test_without_the_queue_the_keys_refuse_doubles(self, phones, monkeypatch) -> None:
        _without_queue(monkeypatch)
        done = _race(phones, 100)
        statuses = sum((counted for _, counted in done), Counter())

        assert statuses[500], "two writes must have met"
        with pytest.raises(AssertionError):
            assert_sound(
                phones[0].patient,
                DAY,
                acknowledged=[revision for got, _ in done for revision in got],
                statuses=statuses,
            )
        got = sorted(revision for got, _ in done for revision in got)
        assert stored_revisions(phones[0].patient, DAY) == got == list(range(1, len(got) + 1))
        assert stored_seqs(phones[0].patient) == got

    def test_without_the_queue_and_the_keys_doubles_are_seen(
        self, phones, monkeypatch, environment
    ) -> None:
        _without_queue(monkeypatch)
        options = f"{database.CONNECTION_OPTIONS} -c search_path=keyless,public"
        monkeypatch.setitem(database.CONNECTING, "options", options)
        with _keyless_revisions(environment["MIGRATION_DATABASE_URL"]):
            done = _race(phones, 100)
            with pytest.raises(AssertionError, match="without a gap or a double"):
                assert_sound(
                    phones[0].patient,
                    DAY,
                    acknowledged=[revision for got, _ in done for revision in got],
                    statuses=sum((counted for _, counted in done), Counter()),
                    revisions="keyless.revisions",
                )


def _race(phones: list[Phone], times: int):
    return together(
        lambda n: write_in_turn(
            phones[n], DAY, lambda note: said(note=note), name=str(n), times=times
        )
    )


def _without_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    assert LOCK in queries.BIND_AND_QUEUE
    naive = queries.BIND_AND_QUEUE.replace(LOCK, "%s::text")
    monkeypatch.setattr(queries, "BIND_AND_QUEUE", naive)


@contextmanager
def _keyless_revisions(owner_url: str) -> Iterator[None]:
    """A table of revisions that judges nothing, before the real one on the search path."""
    with psycopg.connect(owner_url, autocommit=True) as owner:
        owner.execute("CREATE SCHEMA keyless")
        owner.execute("CREATE TABLE keyless.revisions (LIKE public.revisions)")
        owner.execute("GRANT USAGE ON SCHEMA keyless TO r_patient, r_door")
        owner.execute("GRANT SELECT, INSERT ON keyless.revisions TO r_patient, r_door")
        try:
            yield
        finally:
            owner.execute("DROP SCHEMA keyless CASCADE")
