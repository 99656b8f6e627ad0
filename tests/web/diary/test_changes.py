"""Following what changed in the own diary."""

import pytest

from tests.builders import a_grant, a_patient, a_specialist, as_
from tests.phone import (
    Phone,
    a_moment_id,
    ago,
    day_write,
    moment_write,
    said,
    withdraw_write,
)

DAY = ago(1)


@pytest.fixture
def phone(app) -> Phone:
    return Phone(a_patient())


class TestChanges:
    def test_are_none_at_first(self, phone) -> None:
        assert phone.get("changes").json == {"items": [], "next_after": 0, "more": False}
        assert phone.get("changes", after=7).json["next_after"] == 7

    def test_tell_every_revision_in_the_order_stored(self, phone) -> None:
        moment = a_moment_id()
        batch = [
            day_write(DAY, note="one", side_effects={"nausea": 1}),
            moment_write(moment, DAY, answers={"pain_now": 5}),
            day_write(DAY, other_text="kept", offline=True),
            withdraw_write(moment, base_revision=1),
        ]
        phone.sync(*batch)
        phone.put(DAY, said(missing_reason="forgot", reason="mistake", resolves=[2]), based_on=1)

        found = phone.changes()

        assert [item["seq"] for item in found] == [1, 2, 3, 4, 5]
        assert [item["kind"] for item in found] == ["day", "moment", "day", "moment", "day"]
        assert [item["revision"] for item in found] == [1, 1, 2, 2, 3]
        assert [item["conflict"] for item in found] == [False, False, True, False, False]
        assert [item["withdrawn"] for item in found] == [False, False, False, True, False]
        assert [item["id"] for item in found] == [None, str(moment), None, str(moment), None]
        assert {item["day"] for item in found} == {str(DAY)}
        bodies = [item["body"] for item in found]
        assert (bodies[0]["note"], bodies[2]["other_text"]) == ("one", "kept")
        assert bodies[0]["side_effects"] == {"nausea": 1}
        assert bodies[1]["answers"] == {"pain_now": 5}
        assert [body["write_id"] for body in bodies[:4]] == [write["write_id"] for write in batch]
        assert (bodies[4]["missing_reason"], bodies[4]["reason"]) == ("forgot", "mistake")
        assert (bodies[4]["resolves"], bodies[4]["base_revision"]) == ([2], 1)

    @pytest.mark.parametrize(("limit", "pages"), [(1, 5), (2, 3), (4, 2), (5, 1), (200, 1)])
    def test_come_in_pages_without_a_gap(self, phone, limit, pages) -> None:
        phone.sync(*(day_write(ago(n)) for n in range(5)))
        seen, after, more, count = [], 0, True, 0
        while more:
            page = phone.get("changes", after=after, limit=limit).json
            seen += [item["seq"] for item in page["items"]]
            after, more, count = page["next_after"], page["more"], count + 1

        assert (seen, count) == ([1, 2, 3, 4, 5], pages)

    def test_are_at_most_200_a_page(self, phone) -> None:
        for batch in range(3):
            phone.sync(*(day_write(ago(n + 80 * batch)) for n in range(80)))

        page = phone.get("changes").json

        assert (len(page["items"]), page["next_after"], page["more"]) == (200, 200, True)
        assert [item["seq"] for item in phone.changes()] == list(range(1, 241))

    def test_know_nothing_of_writes_that_stored_nothing(self, phone) -> None:
        phone.sync(day_write(DAY), day_write(DAY), day_write(DAY, answers={"mood": 99}))
        assert [item["seq"] for item in phone.changes()] == [1]

    @pytest.mark.parametrize(
        ("query", "field"),
        [({"after": -1}, "after"), ({"after": "x"}, "after"), ({"after": 2**63}, "after"),
         ({"limit": 0}, "limit"), ({"limit": 201}, "limit"), ({"before": 1}, "query")],
    )  # fmt: skip
    def test_refuse_a_wrong_question(self, phone, query, field) -> None:
        answer = phone.get("changes", **query)
        assert (answer.status_code, answer.json["code"]) == (422, "invalid")
        assert list(answer.json["fields"]) == [field]

    def test_are_for_the_patient_only(self, phone) -> None:
        specialist = a_specialist()
        a_grant(patient=phone.patient, specialist=specialist)
        others = [specialist, a_patient()]

        statuses = [as_(who).get(f"{phone.diary}/changes").status_code for who in (*others, None)]

        assert statuses == [404, 404, 401]
