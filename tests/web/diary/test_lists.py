"""Lists of days and of a day's revisions: periods, pages and cursors."""

import pytest

from tests.builders import a_patient
from tests.phone import Phone, ago, day_write, said, withdraw_write

DAY = ago(1)


@pytest.fixture
def phone(app) -> Phone:
    return Phone(a_patient())


def pages(phone: Phone, what: str, **query):
    """Every page of a list."""
    page = phone.get(what, **query).json
    yield page["items"]
    while page["next"]:
        page = phone.get(what, cursor=page["next"], **query).json
        yield page["items"]


class TestListDays:
    @pytest.fixture(autouse=True)
    def days(self, phone) -> None:
        phone.sync(*(day_write(ago(n)) for n in range(6)))
        phone.sync(withdraw_write(ago(3), base_revision=1))

    def test_gives_those_that_stand_oldest_first(self, phone) -> None:
        page = phone.get("days").json

        assert [item["day"] for item in page["items"]] == [str(ago(n)) for n in (5, 4, 2, 1, 0)]
        assert set(page) == {"items", "next"}

    def test_includes_both_ends_of_a_period(self, phone) -> None:
        found = phone.get("days", first=ago(4), last=ago(1)).json["items"]
        assert [item["day"] for item in found] == [str(ago(n)) for n in (4, 2, 1)]

    @pytest.mark.parametrize(
        ("limit", "sizes"), [(1, [1] * 5), (2, [2, 2, 1]), (5, [5]), (200, [5])]
    )
    def test_ends_with_its_last_page(self, phone, limit, sizes) -> None:
        found = list(pages(phone, "days", limit=limit))
        assert [len(page) for page in found] == sizes
        assert len({item["day"] for page in found for item in page}) == 5

    @pytest.mark.parametrize(
        "query",
        [{"first": "today"}, {"first": ago(1), "last": ago(2)}, {"limit": 0}, {"limit": 201},
         {"limit": "x"}, {"cursor": "x"}, {"cursor": "bnVsbA"}, {"cursor": "WzVd"},
         {"cursor": "\0"}, {"cursor": "é"}, {"since": ago(1)}],
    )  # fmt: skip
    def test_refuses_a_wrong_question(self, phone, query) -> None:
        answer = phone.get("days", **query)
        assert (answer.status_code, answer.json["code"]) == (422, "invalid")
        assert answer.json["fields"]

    @pytest.mark.parametrize("day", ["2026-02-30", "1899-12-31", "3000-01-01", "20260101", "x"])
    def test_has_no_such_address(self, phone, day) -> None:
        assert phone.get(f"days/{day}").status_code == 404


class TestShowDay:
    def test_finds_no_day_without_an_entry(self, phone) -> None:
        assert phone.get(DAY).status_code == 404

    def test_gives_the_revision_as_etag(self, phone) -> None:
        phone.put(DAY, said())
        assert phone.get(DAY).headers["ETag"] == '"1"'


class TestListRevisions:
    @pytest.fixture(autouse=True)
    def revised(self, phone) -> None:
        phone.put(DAY, said(answers={"mood": 1}, note="first"))
        phone.put(DAY, said(answers={"mood": 2}, reason="remembered_later"), based_on=1)
        phone.sync(day_write(DAY, answers={"mood": 3}, base_revision=1))
        phone.put(DAY, said(answers={"mood": 4}, resolves=[3]), based_on=2)
        phone.withdraw(DAY, based_on=4)

    def test_tell_the_whole_story(self, phone) -> None:
        found = phone.revisions(DAY)

        assert [item["revision"] for item in found] == [1, 2, 3, 4, 5]
        assert [item["answers"].get("mood") for item in found] == [1, 2, 3, 4, None]
        assert [item["base_revision"] for item in found] == [0, 1, 1, 2, 4]
        assert [item["conflict"] for item in found] == [False, False, True, False, False]
        assert [item["open_conflict"] for item in found] == [False] * 5
        assert [item["withdrawn"] for item in found] == [False] * 4 + [True]
        assert [item["resolves"] for item in found] == [[], [], [], [3], []]
        assert (found[0]["note"], found[1]["reason"]) == ("first", "remembered_later")

    @pytest.mark.parametrize(("limit", "sizes"), [(2, [2, 2, 1]), (5, [5])])
    def test_come_in_pages(self, phone, limit, sizes) -> None:
        found = list(pages(phone, f"days/{DAY}/revisions", limit=limit))
        assert [len(page) for page in found] == sizes

    def test_are_not_there_for_a_day_without_an_entry(self, phone) -> None:
        assert phone.get(f"days/{ago(2)}/revisions").status_code == 404
