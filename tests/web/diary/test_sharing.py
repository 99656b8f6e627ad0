"""What a specialist reads of a diary: the granted categories, and nothing else."""

from datetime import timedelta
from uuid import UUID

import pytest

from backend import clock
from backend.access.policy import Action
from backend.catalogue.service import catalogue
from tests.builders import (
    ALL_CATEGORIES,
    a_coordinator,
    a_grant,
    a_patient,
    a_specialist,
    acting,
    as_,
)
from tests.phone import (
    Phone,
    a_moment_id,
    accesses,
    ago,
    day_write,
    moment_write,
    said,
    withdraw_write,
)

DAY, MOMENT = ago(1), UUID("01890000-0000-7000-8000-000000000001")
ONES = {item.id: 0 if item.id == "ps_relief" else 1 for item in catalogue().day_items}
MILD = dict.fromkeys(catalogue().side_effects, 1)
NOTE, OTHER = "note canary", "other canary"
FULL = {"answers": ONES, "side_effects": MILD, "note": NOTE, "other_text": OTHER}
OWN = {"withdrawn", "device_id", "skew_seconds", "write_id"}
READS = ["days", f"days/{DAY}", f"days/{DAY}/revisions", "moments", f"moments/{MOMENT}"]


WRITES = [
    ("PUT", f"days/{DAY}"),
    ("DELETE", f"days/{DAY}"),
    ("POST", "sync"),
    ("PUT", f"moments/{MOMENT}"),
    ("DELETE", f"moments/{MOMENT}"),
]


@pytest.fixture
def phone(app) -> Phone:
    phone = Phone(a_patient())
    moment = {**FULL, "answers": {item.id: 1 for item in catalogue().moment_items}}
    phone.sync(day_write(DAY, **FULL), moment_write(MOMENT, DAY, **moment))
    return phone


def a_desk(phone: Phone, *categories: str, **grant) -> Phone:
    """The diary as a specialist to whom these categories were granted reaches it."""
    specialist = a_specialist()
    a_grant(patient=phone.patient, specialist=specialist, categories=categories, **grant)
    return Phone(phone.patient, client=as_(specialist))


def documents(desk: Phone):
    """Each kind of document, by the address it was read at."""
    for place in READS:
        answer = desk.get(place)
        assert answer.status_code == 200, place
        yield place, (answer.json.get("items") or [answer.json])[0], answer.json["withheld"]


class TestGrantedCategory:
    @pytest.mark.parametrize("category", ALL_CATEGORIES)
    def test_shows_its_own_items_and_no_others(self, phone, category) -> None:
        others = sorted(set(ALL_CATEGORIES) - {category})
        effects = {name for name in MILD if catalogue().side_effects[name].category == category}

        for place, document, withheld in documents(a_desk(phone, category)):
            items = catalogue().moment_items if "moments" in place else catalogue().day_items
            granted = {item.id for item in items if item.category == category}
            assert set(document["answers"]) == granted, place
            assert set(document["side_effects"]) == effects, place
            assert document.get("note") == (NOTE if category == "notes" else None)
            assert document.get("other_text") == (OTHER if category == "side_effects" else None)
            assert withheld == others
            assert not OWN & set(document)
            assert document["revision"] == 1

    def test_leaves_out_what_is_withheld_instead_of_nulling_it(self, phone) -> None:
        for place, document, _ in documents(a_desk(phone, "pain")):
            assert not {"note", "other_text"} & set(document), place
            assert "canary" not in str(document)

    def test_all_together_show_everything(self, phone) -> None:
        for place, document, withheld in documents(a_desk(phone, *ALL_CATEGORIES)):
            assert document["side_effects"] == MILD, place
            assert (document["note"], document["other_text"]) == (NOTE, OTHER)
            assert withheld == []

    def test_adds_up_over_two_grants(self, phone) -> None:
        specialist = a_specialist()
        colleague = a_specialist(clinic=specialist.clinic_id)
        a_grant(patient=phone.patient, specialist=specialist, categories=["pain"])
        a_grant(patient=phone.patient, specialist=colleague, categories=["notes"], covers_team=True)
        answer = Phone(phone.patient, client=as_(specialist)).get(DAY).json
        assert answer["withheld"] == ["mood", "side_effects", "substance"]
        assert answer["note"] == NOTE

    def test_gives_the_day_its_etag_and_pages(self, phone) -> None:
        phone.sync(*(day_write(ago(n)) for n in range(2, 5)))
        desk = a_desk(phone, "pain")

        first = desk.get("days", limit=3).json

        assert desk.get(DAY).headers["ETag"] == '"1"'
        assert len(first["items"]) == 3
        second = desk.get("days", limit=3, cursor=first["next"]).json
        assert ([item["day"] for item in second["items"]], second["next"]) == ([str(DAY)], None)


class TestConflictsAtTheDesk:
    def test_are_shown_with_both_versions(self, phone) -> None:
        phone.sync(day_write(DAY, answers={"pain_average": 9, "mood": 9}))

        found = a_desk(phone, "pain").get(f"days/{DAY}/revisions").json["items"]

        assert [item["conflict"] for item in found] == [False, True]
        assert [item["open_conflict"] for item in found] == [False, True]
        assert found[1]["answers"] == {"pain_average": 9}


class TestWithdrawnContent:
    def test_is_hidden_from_specialists(self, phone) -> None:
        desk = a_desk(phone, *ALL_CATEGORIES)
        phone.sync(withdraw_write(DAY, base_revision=1), withdraw_write(MOMENT, base_revision=1))
        for place in READS:
            answer = desk.get(place)
            if "items" in (answer.json or {}):
                assert answer.json["items"] == []
            else:
                assert answer.status_code == 404
            assert "canary" not in answer.text

    def test_stays_hidden_when_the_day_is_written_anew(self, phone) -> None:
        desk = a_desk(phone, *ALL_CATEGORIES)
        phone.sync(withdraw_write(DAY, base_revision=1), day_write(DAY, note="x", base_revision=2))

        revisions = desk.get(f"days/{DAY}/revisions")

        assert "canary" not in revisions.text
        assert [item["revision"] for item in revisions.json["items"]] == [3]


class TestWhoMayNot:
    def _refused(self, client, phone: Phone, method: str, place: str) -> None:
        headers = {"If-Match": '"1"'}
        answer = client.open(f"{phone.diary}/{place}", method=method, headers=headers, json=said())
        assert (answer.status_code, answer.json["code"]) == (404, "not_found")
        assert "canary" not in answer.text

    @pytest.mark.parametrize(("method", "place"), WRITES)
    def test_a_specialist_writes_nothing(self, phone, method, place) -> None:
        desk = a_desk(phone, *ALL_CATEGORIES)
        self._refused(desk.client, phone, method, place)
        assert accesses(phone.patient)[-1][1:] == (Action.WRITE_DIARY, True)
        assert len(phone.changes()) == 2

    def test_strangers_find_nothing_and_leave_a_trace(self, phone) -> None:
        soon = clock.now() + timedelta(days=1)
        strangers = [a_patient(), a_specialist(), a_coordinator(clinic=phone.patient.clinic_id)]
        ex, expired = a_specialist(), a_specialist()
        a_grant(patient=phone.patient, specialist=ex, ended_at=clock.now())
        a_grant(patient=phone.patient, specialist=expired, expires_on=ago(2))
        a_grant(patient=a_patient(), specialist=strangers[1], expires_on=soon.date())
        tries = [("GET", place) for place in [*READS, "changes"]] + WRITES
        for stranger in (*strangers, ex, expired):
            client = as_(stranger)
            for method, place in tries:
                self._refused(client, phone, method, place)
            left = [row[1:] for row in accesses(phone.patient) if row[0] == stranger.id]
            assert left == [
                *[(Action.READ_DIARY, True)] * 5,
                (Action.FOLLOW_CHANGES, True),
                *[(Action.WRITE_DIARY, True)] * 5,
            ]

    @pytest.mark.parametrize("place", [*READS, "changes"])
    def test_an_unknown_patient_looks_like_a_forbidden_one(self, phone, place) -> None:
        nobody = Phone(a_patient(), client=a_desk(phone, "pain").client)
        unknown = nobody.diary.replace(str(nobody.patient.id), str(a_moment_id()))
        forbidden = nobody.get(place)
        missing = nobody.client.get(f"{unknown}/{place}")
        assert forbidden.json == missing.json
        assert forbidden.status_code == 404

    def test_nothing_is_said_of_a_bad_body_to_strangers(self, phone) -> None:
        client = as_(a_patient())
        for method, place in WRITES:
            answer = client.open(f"{phone.diary}/{place}", method=method, data=b"{")
            assert answer.status_code == 404
        assert client.get(f"{phone.diary}/days", query_string={"limit": 0}).status_code == 404

    def test_ending_the_grant_works_on_the_next_request(self, phone) -> None:
        desk = a_desk(phone, "pain")
        assert desk.get(DAY).status_code == 200
        with acting("r_patient", phone.patient.id) as connection:
            connection.execute("UPDATE grants SET ended_at = %s", (clock.now(),))
        assert desk.get(DAY).status_code == 404

    @pytest.mark.parametrize("item", ["c_use", "c_share"])
    def test_withdrawing_a_consent_suspends_the_grants(self, phone, item) -> None:
        desk = a_desk(phone, "pain")
        with acting("r_patient", phone.patient.id) as connection:
            connection.execute(
                "UPDATE consents SET withdrawn_at = %s WHERE item = %s", (clock.now(), item)
            )
        assert desk.get(DAY).status_code == 404


class TestTrace:
    def test_is_left_by_every_read_of_a_specialist(self, phone) -> None:
        desk = a_desk(phone, "pain")
        for place in READS:
            desk.get(place)
        assert [row[1:] for row in accesses(phone.patient)] == [(Action.READ_DIARY, False)] * 5

    def test_is_not_left_by_the_patient(self, phone) -> None:
        for place in [*READS, "changes"]:
            phone.get(place)
        phone.put(DAY, said(), based_on=1)
        phone.withdraw(DAY, based_on=2)
        phone.get(ago(5))
        assert accesses(phone.patient) == []
