"""Noting, amending and withdrawing one moment, and listing moments."""

from uuid import uuid4

import pytest

from backend.catalogue.service import catalogue
from tests.builders import a_patient
from tests.phone import (
    NEW,
    Phone,
    a_moment_id,
    ago,
    day_write,
    moment_write,
    outcomes,
    said,
    said_of,
    stored_revisions,
    withdraw_write,
)

DAY = ago(1)
TOP = {item.id: int(item.scale.maximum or 0) for item in catalogue().moment_items}


@pytest.fixture
def phone(app) -> Phone:
    return Phone(a_patient())


@pytest.fixture
def moment():
    return a_moment_id()


def pain(value: int, day=DAY, **fields):
    return said_of(day, answers={"pain_now": value}, **fields)


class TestNoteMoment:
    def test_keeps_every_item_of_the_catalogue(self, phone, moment) -> None:
        body = said_of(DAY, answers=TOP, side_effects={"nausea": 3}, note="n", other_text="o")

        put = phone.put(moment, body)
        got = phone.get(moment)

        assert (put.status_code, put.headers["ETag"], got.headers["ETag"]) == (201, '"1"', '"1"')
        assert set(TOP) == {"pain_now", "mood", "anxiety", "fatigue", "rescue_doses"}
        for document in (put.json, got.json, phone.get("moments").json["items"][0]):
            assert (document["id"], document["day"]) == (str(moment), str(DAY))
            assert document["at"] == f"{DAY}T12:00:00+00:00"
            assert (document["answers"], document["side_effects"]) == (TOP, {"nausea": 3})
            assert (document["note"], document["other_text"]) == ("n", "o")
        assert put.json == got.json

    def test_follows_the_same_preconditions_as_a_day(self, phone, moment) -> None:
        asked = [(None, 4), (1, 4), (NEW, 4), (NEW, 4), (NEW, 5), (1, 5), (1, 5), (1, 6), (9, 5)]
        answers = [phone.put(moment, pain(value), based_on=base) for base, value in asked]

        statuses = [answer.status_code for answer in answers]
        assert statuses == [428, 412, 201, 200, 412, 200, 200, 412, 200]
        assert answers[4].json["current"]["answers"]["pain_now"] == 4
        assert answers[-1].headers["ETag"] == '"2"'
        assert stored_revisions(phone.patient, moment) == [1, 2]

    def test_can_be_moved_to_another_day(self, phone, moment) -> None:
        phone.put(moment, pain(4))
        phone.put(moment, pain(4, ago(2)), based_on=1)

        assert phone.get(moment).json["day"] == str(ago(2))
        assert phone.get("moments", first=ago(1)).json["items"] == []

    @pytest.mark.parametrize("other", [uuid4(), "018f3c5e"])
    def test_wants_a_version_7_uuid(self, phone, other) -> None:
        answer = phone.client.put(
            f"{phone.diary}/moments/{other}", headers={"If-None-Match": "*"}, json=pain(4)
        )
        assert answer.status_code == (404 if isinstance(other, str) else 422)

    def test_has_an_id_of_its_own_for_each_patient(self, phone, moment) -> None:
        theirs = Phone(a_patient())
        theirs.put(moment, pain(9))

        assert phone.get(moment).status_code == 404
        assert phone.put(moment, pain(4)).status_code == 201
        assert theirs.get(moment).json["answers"]["pain_now"] == 9


class TestWithdrawMoment:
    def test_leaves_a_tombstone_on_its_day(self, phone, moment) -> None:
        phone.put(moment, pain(4, note="x"))
        statuses = [phone.withdraw(moment).status_code for _ in range(2)]
        document = phone.get(moment).json

        assert statuses == [204, 204]
        assert (document["revision"], document["withdrawn"]) == (2, True)
        assert (document["day"], document["note"]) == (str(DAY), None)
        assert phone.get("moments").json["items"] == []

    def test_refuses_what_it_does_not_know_or_is_stale(self, phone, moment) -> None:
        assert phone.withdraw(moment).status_code == 404
        phone.put(moment, pain(4))
        assert [phone.withdraw(moment, based_on=b).status_code for b in (None, 2)] == [428, 412]

    def test_refuses_the_old_write_and_takes_a_new_one(self, phone, moment) -> None:
        phone.put(moment, pain(4))
        phone.withdraw(moment)

        assert phone.put(moment, pain(4)).json["code"] == "withdrawn"
        assert phone.put(moment, pain(4), based_on=2).headers["ETag"] == '"3"'

    def test_is_not_mistaken_for_the_withdrawal_of_its_day(self, phone, moment) -> None:
        phone.put(DAY, said())
        phone.withdraw(DAY)
        phone.put(moment, pain(4))
        phone.put(moment, pain(5), based_on=1)

        assert phone.withdraw(moment, based_on=1).status_code == 412


class TestConflictsOfAMoment:
    def test_are_not_those_of_its_day(self, phone, moment) -> None:
        phone.sync(day_write(DAY, note="a"), day_write(DAY, note="b"))  # revision 2 in conflict
        phone.put(moment, pain(4))

        assert phone.put(moment, pain(5, resolves=[2]), based_on=1).status_code == 422
        asked = moment_write(moment, DAY, base_revision=1, resolves=[2])
        assert outcomes(phone.sync(asked)) == ["invalid"]

    def test_are_resolved(self, phone, moment) -> None:
        phone.put(moment, pain(4))
        phone.sync(moment_write(moment, DAY, note="b"))

        assert phone.put(moment, pain(5, resolves=[2]), based_on=1).headers["ETag"] == '"3"'
        assert phone.put(moment, pain(6, resolves=[2]), based_on=3).status_code == 422


class TestListMoments:
    def test_pages_through_a_period_in_order(self, phone) -> None:
        ids = [a_moment_id() for _ in range(7)]
        phone.sync(
            *(
                moment_write(name, ago(1 + n % 3), at=f"{ago(1 + n % 3)}T0{n}:00:00.123456Z")
                for n, name in enumerate(ids)
            ),
            moment_write(a_moment_id(), ago(9)),
        )
        phone.sync(withdraw_write(ids[0], base_revision=1))
        found, cursor = [], {}
        while cursor is not None:
            page = phone.get("moments", first=ago(3), last=ago(1), limit=2, **cursor).json
            found += page["items"]
            cursor = page["next"] and {"cursor": page["next"]}

        assert [item["at"] for item in found] == sorted(item["at"] for item in found)
        assert {item["id"] for item in found} == {str(name) for name in ids[1:]}
        assert len(found) == 6
        assert found[0]["at"].endswith(".123456+00:00")

    @pytest.mark.parametrize("first", ["2026-02-30", "x", "0000-01-01"])
    def test_refuses_a_wrong_period(self, phone, first) -> None:
        answer = phone.get("moments", first=first)
        assert (answer.status_code, list(answer.json["fields"])) == (422, ["first"])
