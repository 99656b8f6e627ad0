"""What users of other diaries complained about, and ours has to do: named by the list of peers."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import jwt
import pytest

from backend import clock
from tests.builders import a_grant, a_patient, a_specialist, as_, fetch, token_of
from tests.faults.crowd import another_application, phones_of, together, wide_application
from tests.faults.wire import Wire
from tests.phone import (
    Phone,
    a_moment_id,
    ago,
    as_json,
    day_write,
    moment_write,
    outcomes,
    said,
    said_of,
    stored_revisions,
    stored_seqs,
    withdraw_write,
)

DAY = ago(1)
FIFTY = 50


@pytest.fixture
def phone(app) -> Phone:
    return Phone(a_patient())


def mood(value: int, **fields):
    return said(answers={"mood": value}, **fields)


class TestA01SameEntryFiftyTimesInParallel:
    @pytest.fixture
    def phones(self, app, environment) -> Iterator[list[Phone]]:
        with wide_application(environment) as wide:
            yield phones_of(a_patient(), wide, count=FIFTY)

    @pytest.mark.parametrize("kind", ["day", "moment"])
    def test_put_leaves_one_row_and_fifty_equal_answers(self, phones, kind) -> None:
        entry = DAY if kind == "day" else a_moment_id()
        body = said_of(DAY, note="once") if kind == "moment" else said(note="once")

        answers = together(lambda n: phones[n].put(entry, body), threads=FIFTY)

        assert sorted(answer.status_code for answer in answers) == [200] * 49 + [201]
        assert all(answer.json == answers[0].json for answer in answers)
        assert {answer.headers["ETag"] for answer in answers} == {'"1"'}
        assert stored_revisions(phones[0].patient, entry) == [1]

    @pytest.mark.parametrize("kind", ["day", "moment"])
    def test_sync_leaves_one_row_and_fifty_equal_answers(self, phones, kind) -> None:
        write = moment_write(a_moment_id(), DAY) if kind == "moment" else day_write(DAY)

        results = together(lambda n: phones[n].sync(write), threads=FIFTY)

        assert (
            sorted(result["outcome"] for (result,) in results) == ["created"] + ["duplicate"] * 49
        )
        assert {(result["write_id"], result["revision"]) for (result,) in results} == {
            (write["write_id"], 1)
        }
        assert stored_seqs(phones[0].patient) == [1]


class TestA02SameIdWithAnotherBody:
    def test_put_answers_412_with_the_stored_version(self, phone) -> None:
        moment = a_moment_id()
        phone.put(moment, said_of(DAY, note="stored"))

        answer = phone.put(moment, said_of(DAY, note="other"))

        assert (answer.status_code, answer.json["code"]) == (412, "stale")
        assert answer.json["current"]["note"] == "stored"

    def test_sync_rejects_the_write_id_and_says_why(self, phone) -> None:
        write = day_write(DAY, note="stored")
        phone.sync(write)
        assert outcomes(phone.sync({**write, "note": "other"})) == ["write_id_reused"]
        assert phone.get(DAY).json["note"] == "stored"

    def test_resubmission_after_a_withdrawal_is_refused_and_told_why(self, phone) -> None:
        write = day_write(DAY, note="stored")
        phone.sync(write, withdraw_write(DAY, base_write_id=write["write_id"]))

        assert outcomes(phone.sync(write)) == ["withdrawn"]
        again = phone.put(DAY, said(note="stored"))
        assert (again.status_code, again.json["code"]) == (409, "withdrawn")


class TestA03DatabaseAway:
    @pytest.fixture
    def wire(self, app, environment) -> Iterator[Wire]:
        with Wire(environment["DATABASE_URL"]) as wire:
            yield wire

    @pytest.fixture
    def phone(self, wire, environment) -> Iterator[Phone]:
        with another_application(environment, database_url=wire.database_url) as app:
            yield phones_of(a_patient(), app, count=1)[0]

    def test_is_an_error_that_asks_to_come_back_and_nothing_is_lost(self, wire, phone) -> None:
        batch = [day_write(ago(n), note="kept") for n in range(1, 4)]
        assert outcomes(phone.sync(batch[0])) == ["created"]

        wire.cut()
        for answer in (
            phone.post(*batch),
            phone.put(ago(5), mood(4)),
            phone.get(DAY),
        ):
            assert (answer.status_code, answer.json["code"]) == (503, "unavailable")
            assert int(answer.headers["Retry-After"]) > 0
        assert stored_seqs(phone.patient) == [1]

        wire.mend()
        answer = next(a for a in (phone.post(*batch) for _ in range(5)) if a.status_code == 200)
        assert outcomes(answer.json["results"]) == ["duplicate", "created", "created"]
        assert stored_seqs(phone.patient) == [1, 2, 3]


class TestA04OneBadItemInABatch:
    def test_is_named_and_the_others_are_stored(self, phone) -> None:
        bad = day_write(ago(2), answers={"mood": 11})
        results = phone.sync(day_write(ago(1)), bad, day_write(ago(3)), withdraw_write(ago(9)))

        assert outcomes(results) == ["created", "invalid", "created", "invalid"]
        assert results[1] == {
            "write_id": bad["write_id"],
            "outcome": "rejected",
            "code": "invalid",
        }
        days = [item["day"] for item in phone.get("days").json["items"]]
        assert days == [str(ago(3)), str(ago(1))]

    def test_can_be_sent_again_put_right(self, phone) -> None:
        bad = day_write(DAY, answers={"mood": 11})
        phone.sync(bad)
        assert outcomes(phone.sync({**bad, "answers": {"mood": 1}})) == ["created"]


class TestA05OfflineEntryBeforeAnOnlineCorrection:
    def test_loses_neither_and_shows_both(self, phone) -> None:
        phone.put(DAY, mood(4))
        offline = day_write(DAY, answers={"mood": 5}, base_revision=1, offline=True)
        phone.put(DAY, mood(6), based_on=1)
        specialist = a_specialist()
        a_grant(patient=phone.patient, specialist=specialist)

        assert outcomes(phone.sync(offline)) == ["conflict_kept"]

        assert phone.get(DAY).json["answers"]["mood"] == 6
        desk = Phone(phone.patient, client=as_(specialist))
        for reader in (phone, desk):
            found = reader.revisions(DAY)
            assert [item["answers"]["mood"] for item in found] == [4, 6, 5]
            assert [item["open_conflict"] for item in found] == [False, False, True]
        assert [item["conflict"] for item in phone.changes()] == [False, False, True]

    def test_is_settled_by_the_patient(self, phone) -> None:
        phone.put(DAY, mood(4))
        phone.sync(day_write(DAY, answers={"mood": 5}))
        phone.put(DAY, mood(5, resolves=[2]), based_on=1)
        assert [item["open_conflict"] for item in phone.revisions(DAY)] == [False] * 3


class TestA06TokenExpiresWhileEntriesAreQueued:
    def test_the_same_queue_is_taken_after_signing_in_again(self, app, phone) -> None:
        good = jwt.decode(token_of(phone.patient), options={"verify_signature": False})
        old = {**good, "exp": int((clock.now() - timedelta(seconds=1)).timestamp())}
        expired = jwt.encode(old, app.config["JWT_SECRET_KEY"], algorithm="HS256")
        queue = [day_write(ago(n), offline=True) for n in range(1, 4)]

        phone.client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {expired}"
        refused = phone.post(*queue)
        assert (refused.status_code, refused.json["code"]) == (401, "sign_in")
        assert stored_seqs(phone.patient) == []

        phone.client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token_of(phone.patient)}"
        assert outcomes(phone.sync(*queue)) == ["created"] * 3
        document = phone.get(DAY).json
        assert document["offline"]
        assert document["received_at"] >= document["written_at"]


class TestA14Revocation:
    def test_refuses_the_next_request_of_open_tabs_too(self, phone) -> None:
        phone.sync(*(day_write(ago(n)) for n in range(1, 4)))
        specialist = a_specialist()
        grant = a_grant(patient=phone.patient, specialist=specialist)
        desk = Phone(phone.patient, client=as_(specialist))
        cursor = desk.get("days", limit=1).json["next"]
        patient = f"/api/v1/patients/{phone.patient.id}"

        assert phone.client.delete(f"{patient}/grants/{grant}").status_code == 204

        for answer in (
            desk.get("days", limit=1, cursor=cursor),
            desk.get("days"),
            desk.get(DAY),
            desk.get(f"days/{DAY}/revisions"),
            desk.get("moments"),
            desk.client.get(f"{patient}/trends"),
        ):
            assert (answer.status_code, answer.json["code"]) == (404, "not_found")

    def test_keeps_the_history_of_consents(self, phone) -> None:
        consents = f"/api/v1/patients/{phone.patient.id}/consents"
        form = phone.client.get(consents).json
        shown = [card["id"] for card in form["cards"]]
        for given in (True, False):
            decision = {"version": form["version"], "items": {"c_registry": given}, "cards": shown}
            assert phone.client.put(consents, **as_json(decision)).status_code == 200

        kept = fetch(
            "SELECT given, version FROM consent_events WHERE patient_id = %s AND item = %s "
            "ORDER BY at",
            phone.patient.id,
            "c_registry",
        )
        assert [tuple(row) for row in kept] == [(True, form["version"]), (False, form["version"])]


class TestA16DayBoundary:
    def test_an_entry_after_midnight_counts_for_the_day_before(self, app) -> None:
        phone = Phone(a_patient(day_starts_at=time(4)))
        zone = ZoneInfo("Europe/Paris")
        # 00:40 of a night that is over everywhere, told by a phone that was offline since.
        written = datetime.combine(ago(1), time(0, 40), zone)
        day = ago(2)
        body = mood(3, written_at=written.isoformat(), offline=True)

        document = phone.put(day, body).json

        assert document["day"] == str(day)
        assert datetime.fromisoformat(document["written_at"]) == written
        local = datetime.fromisoformat(document["written_at"]).astimezone(UTC) + timedelta(
            minutes=document["utc_offset_minutes"]
        )
        assert (local.date(), local.hour, local.minute) == (ago(1), 0, 40)
        assert (document["day_starts_at"], document["retrospective"]) == ("04:00", False)
        trend = phone.client.get(
            f"/api/v1/patients/{phone.patient.id}/trends",
            query_string={"first": str(day), "last": str(ago(1)), "measures": "mood"},
        ).json
        values = {row["day"]: row["value"] for row in trend["measures"]["mood"]}
        assert values == {str(day): 3, str(ago(1)): None}
