"""The chain over the audit rows: what is tampered with is found, and named."""

from random import Random

import pytest

from backend.audit.rules import GENESIS
from backend.audit.service import ChainDamaged
from tests.audit.chain import an_empty_chain, as_owner, for_a_moment, run, seal, verify, write

ROWS = 30
ROUNDS = 200
EDITS = {
    "at": "at + interval '1 microsecond'",
    "actor_id": "gen_random_uuid()",
    "actor_role": "'coordinator'",
    "action": "'diary.write'",
    "denied": "true",
    "hour": "at",
    "details": """'{"item": "c_push"}'""",
}
DELETE = "DELETE FROM accesses WHERE id = :id"
UNSEAL = "DELETE FROM access_seals WHERE access_id = :id"


class Intruder:
    """Somebody who runs the database, but hasn't the key; each verb gives the first bad place."""

    def __init__(self, ids, random):
        self.ids = ids
        self.random = random

    def edits(self):
        place, column = self._place(), self.random.choice(list(EDITS))
        run(f"UPDATE accesses SET {column} = {EDITS[column]} WHERE id = :id", id=self.ids[place])
        return place + 1

    def edits_a_seal(self):
        place = self._place()
        change = self.random.choice(
            ["mac = sha256(mac)", "sealed_at = sealed_at - interval '1 second'"]
        )
        run(f"UPDATE access_seals SET {change} WHERE access_id = :id", id=self.ids[place])
        return place + 1

    def deletes(self):
        place = self._place()
        run(DELETE, id=self.ids[place])
        return place + 1

    def deletes_with_the_seal(self):
        place = self._place(last=ROWS - 2)
        run(DELETE, id=self.ids[place])
        run(UNSEAL, id=self.ids[place])
        return place + 1

    def deletes_and_closes_the_gap(self):
        place = self.deletes_with_the_seal() - 1
        run("UPDATE access_seals SET number = -number WHERE number > :place", place=place)
        run("UPDATE access_seals SET number = -number - 1 WHERE number < 0")
        return place + 1

    def swaps_what_two_rows_say(self):
        one, other = sorted(self.random.sample(range(ROWS), 2))
        run(
            "UPDATE accesses x SET actor_id = y.actor_id, at = y.at FROM accesses y "
            "WHERE (x.id, y.id) IN ((:one, :other), (:other, :one))",
            one=self.ids[one],
            other=self.ids[other],
        )
        return one + 1

    def swaps_two_seals(self):
        one, other = sorted(self.random.sample(range(1, ROWS + 1), 2))
        run("UPDATE access_seals SET number = -1 WHERE number = :one", one=one)
        run("UPDATE access_seals SET number = :one WHERE number = :other", one=one, other=other)
        run("UPDATE access_seals SET number = :other WHERE number = -1", other=other)
        return one

    def cuts_off_the_end(self):
        kept = self.random.randrange(ROWS)
        if self.random.random() < 0.5:
            run(
                "DELETE FROM accesses WHERE id IN "
                "(SELECT access_id FROM access_seals WHERE number > :kept)",
                kept=kept,
            )
        run("DELETE FROM access_seals WHERE number > :kept", kept=kept)
        return kept + 1

    def _place(self, last=ROWS - 1):
        return self.random.randint(0, last)


VERBS = [name for name in vars(Intruder) if not name.startswith("_")]


@pytest.fixture
def random():
    return Random(20260301)


@pytest.fixture
def chain(app):
    with an_empty_chain(app):
        yield


class TestSeal:
    def test_chains_every_row_once_in_the_order_of_transactions(self, chain, random):
        ids = write(ROWS, first_xid=100, random=random)

        assert seal().count == ROWS
        assert seal().count == 0
        assert verify().count == ROWS
        with as_owner():
            assert run("SELECT FROM access_seals") == ROWS
            place = len(ids) // 2
            assert run(
                "SELECT FROM access_seals WHERE access_id = :id AND number = :number",
                id=ids[place],
                number=place + 1,
            )

    def test_goes_on_where_it_ended(self, chain, random):
        write(5, first_xid=100, random=random)
        first = seal()
        write(5, first_xid=200, random=random)

        second = seal()

        assert (first.count, second.count) == (5, 5)
        assert first.root != second.root
        assert verify(first.root).damage is None
        assert verify(second.root).root == second.root

    def test_is_the_same_whatever_the_size_of_a_batch(self, chain, random, monkeypatch):
        monkeypatch.setattr("backend.audit.service.BATCH", 4)
        write(ROWS, first_xid=100, random=random)

        assert seal().count == ROWS
        assert verify().damage is None

    def test_leaves_rows_of_transactions_that_may_still_be_at_work(self, chain, random):
        write(3, first_xid=2**40, random=random)

        assert seal().count == 0

    def test_of_nothing_has_a_root_as_well(self, chain):
        assert seal().root == GENESIS
        assert verify(GENESIS).damage is None

    def test_adds_nothing_behind_a_row_that_is_gone(self, chain, random):
        ids = write(3, first_xid=100, random=random)
        seal()
        with as_owner():
            run(DELETE, id=ids[-1])

        with pytest.raises(ChainDamaged):
            seal()


class TestVerify:
    def test_finds_a_whole_chain_good(self, chain, random):
        write(ROWS, first_xid=100, random=random)
        root = seal().root

        assert verify(root).damage is None

    @pytest.mark.parametrize("verb", VERBS)
    def test_names_the_first_bad_row_whatever_was_done(self, chain, random, verb):
        ids = write(ROWS, first_xid=100, random=random)
        root = seal().root
        intruder = Intruder(ids, random)

        for _ in range(ROUNDS // len(VERBS) + 1):
            with for_a_moment():
                with as_owner():
                    bad = getattr(intruder, verb)()
                verdict = verify(root)

            assert verdict.damage is not None
            assert (verdict.damage.number, verdict.count) == (bad, bad - 1)
        assert verify(root).damage is None

    def test_names_the_first_of_several(self, chain, random):
        ids = write(ROWS, first_xid=100, random=random)
        root = seal().root
        intruder = Intruder(ids, random)

        for _ in range(ROUNDS // 4):
            with for_a_moment():
                with as_owner():
                    bad = min(intruder.edits(), intruder.edits(), intruder.deletes())
                verdict = verify(root)

            assert verdict.damage.number == bad
            assert verdict.damage.access_id == ids[bad - 1]

    def test_names_a_row_that_was_slipped_in_behind_the_sealer(self, chain, random):
        write(ROWS, first_xid=100, random=random)
        seal()
        [forged] = write(1, first_xid=104, random=random)

        assert seal().count == 0
        damage = verify().damage
        assert (damage.number, damage.access_id) == (None, forged)

    def test_does_not_mind_rows_that_are_not_sealed_yet(self, chain, random):
        write(5, first_xid=100, random=random)
        root = seal().root
        write(5, first_xid=200, random=random)

        verdict = verify(root)

        assert (verdict.count, verdict.damage) == (5, None)

    def test_can_not_tell_a_cut_end_without_a_root(self, chain, random):
        ids = write(5, first_xid=100, random=random)
        root = seal().root
        with as_owner():
            run(DELETE, id=ids[-1])
            run(UNSEAL, id=ids[-1])

        assert verify().damage is None
        assert verify(root).damage.number == 5
