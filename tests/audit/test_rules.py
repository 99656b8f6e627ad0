"""The link of the chain: every column of the row and its place are in it."""

from datetime import UTC, datetime, timedelta, timezone
from uuid import uuid4

import pytest

from backend.audit import rules
from backend.audit.models import Access
from backend.audit.rules import GENESIS, Damage, Verdict

KEY = b"k" * 32
AT = datetime(2026, 3, 1, 12, 30, 0, 123456, tzinfo=UTC)
ROW = {
    "patient_id": uuid4(),
    "id": uuid4(),
    "at": AT,
    "actor_id": uuid4(),
    "actor_role": "specialist",
    "action": "diary.read",
    "denied": False,
    "hour": None,
    "details": '{"item": "c_use"}',
    "written_by": "777",
}
OTHERS = {
    "patient_id": uuid4(),
    "id": uuid4(),
    "at": AT + timedelta(microseconds=1),
    "actor_id": uuid4(),
    "actor_role": "patient",
    "action": "diary.reads",
    "denied": True,
    "hour": AT,
    "details": None,
    "written_by": "778",
}


def link(previous=GENESIS, *, key=KEY, number=1, sealed_at=AT, **changed):
    return rules.link(key, previous, number=number, sealed_at=sealed_at, access=ROW | changed)


class TestLink:
    @pytest.mark.parametrize("column", ROW)
    def test_changes_with_every_column(self, column):
        assert link(**{column: OTHERS[column]}) != link()

    def test_seals_every_column_that_the_table_has(self):
        assert set(rules.CANONICAL) == set(Access.__table__.columns.keys())

    def test_changes_with_key_place_time_and_the_link_before(self):
        links = {
            link(),
            link(key=b"K" * 32),
            link(number=2),
            link(sealed_at=AT + timedelta(seconds=1)),
            link(previous=b"\1" * 32),
        }

        assert len(links) == 5

    def test_does_not_depend_on_the_zone_in_which_a_time_is_read(self):
        elsewhere = AT.astimezone(timezone(timedelta(hours=9)))

        assert link(at=elsewhere) == link()

    def test_can_not_be_had_by_moving_a_letter_to_the_next_column(self):
        assert link(actor_role="specialistd", action="iary.read") != link()


class TestInWords:
    def test_gives_count_and_root_when_all_is_well(self):
        said = rules.in_words(Verdict(count=3, root=GENESIS, damage=None))

        assert "All 3" in said
        assert said.endswith("00" * 32)

    def test_names_the_row_and_its_place(self):
        access_id = uuid4()
        damage = Damage(number=4, access_id=access_id, what="was deleted")

        said = rules.in_words(Verdict(count=3, root=GENESIS, damage=damage))

        assert f"{access_id} (number 4) was deleted" in said
