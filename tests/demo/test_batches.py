"""The ids and the batches of a phone."""

import json
from datetime import UTC, datetime, timedelta, timezone

from backend.demo.batches import cut, encoded, stable_uuid7
from backend.demo.real_diary import real_diary_writes

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class TestStableUuid7:
    def test_is_the_same_for_the_same_names(self):
        assert stable_uuid7(NOON, "write", 1) == stable_uuid7(NOON, "write", 1)

    def test_differs_with_each_name(self):
        ids = {stable_uuid7(NOON, *names) for names in [("a", 1), ("a", 2), ("b", 1), ("a1",)]}
        assert len(ids) == 4

    def test_is_the_same_moment_in_any_zone(self):
        in_chatham = NOON.astimezone(timezone(timedelta(hours=13, minutes=45)))
        assert stable_uuid7(in_chatham, "a") == stable_uuid7(NOON, "a")

    def test_sorts_by_time(self):
        later = stable_uuid7(NOON + timedelta(milliseconds=1), "a")
        assert stable_uuid7(NOON, "a") < later

    def test_is_a_version_7(self):
        made = stable_uuid7(NOON, "a")
        assert (made.version, made.variant) == (7, "specified in RFC 4122")


class TestCut:
    def test_loses_nothing_and_keeps_the_order(self):
        writes = real_diary_writes()
        assert [write for batch in cut(writes) for write in batch] == writes

    def test_fills_batches_to_a_hundred(self):
        sizes = [len(batch) for batch in cut(real_diary_writes())]
        assert sizes == [100] * 17 + [14]

    def test_stays_below_the_bytes_as_they_are_sent(self):
        writes = [{"write_id": str(n), "note": "😀" * 500} for n in range(300)]
        batches = list(cut(writes))
        assert all(len(encoded(batch)) <= 240 * 1024 for batch in batches)
        assert sum(map(len, batches)) == 300

    def test_cuts_only_where_one_more_would_be_too_large(self):
        writes = [{"n": n} for n in range(10, 28)]
        batches = list(cut(writes, max_bytes=30))
        assert {len(batch) for batch in batches} == {3}  # [{"n":10},{"n":11},{"n":12}] has 28
        assert list(map(len, cut(writes, max_bytes=27))) == [2] * 9

    def test_fits_exactly(self):
        writes = [{"n": 10}, {"n": 11}, {"n": 12}]
        assert len(list(cut(writes, max_bytes=len(encoded(writes))))) == 1

    def test_sends_what_is_too_large_alone(self):
        large = {"note": "x" * 100}
        assert list(cut([{"n": 1}, large, {"n": 2}], max_bytes=50)) == [
            [{"n": 1}],
            [large],
            [{"n": 2}],
        ]

    def test_makes_no_batch_of_nothing(self):
        assert list(cut([])) == []


class TestEncoded:
    def test_is_json_in_utf_8_without_spaces(self):
        assert encoded({"note": "Příklad", "n": 1}) == '{"note":"Příklad","n":1}'.encode()
        assert json.loads(encoded({"note": "😀"})) == {"note": "😀"}
