""" "I do not feel safe": kept whatever else holds, seen by whoever supervises, answered once."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from backend import clock
from backend.catalogue.service import catalogue
from tests.builders import CONTACTS, a_clinic, a_grant, a_patient, a_specialist, acting, fetch
from tests.supervision.ward import DONE, press_body, pressed, refused
from tests.ward import Chart, a_desk

PRESSED = "2026-11-20T03:10:00+01:00"


@pytest.fixture
def phone(app) -> Chart:
    return Chart(a_patient())


def rows(patient) -> list:
    return fetch("SELECT id FROM not_safe_presses WHERE patient_id = %s", patient.id)


class TestCallForHelp:
    def test_is_answered_at_once_with_whom_to_call(self, phone) -> None:
        press_id = uuid4()

        answer = phone.put(f"calls/{press_id}", press_body(pressed_at=PRESSED))

        assert answer.status_code == 201
        assert answer.json["id"] == str(press_id)
        assert datetime.fromisoformat(answer.json["pressed_at"]) == datetime.fromisoformat(PRESSED)
        assert answer.json["notices"] == [
            {
                "id": "not_safe_button",
                "severity": "critical",
                "text": catalogue().flags["not_safe_button"].message,
                "crisis_contacts": CONTACTS,
            }
        ]

    def test_sent_twice_is_one(self, phone) -> None:
        path, body = f"calls/{uuid4()}", press_body(offline=True)

        first, again = phone.put(path, body), phone.put(path, body)

        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json == again.json
        assert len(rows(phone.patient)) == 1

    @pytest.mark.parametrize("other", [{"time_zone": "Europe/Oslo"}, {"offline": True}])
    def test_under_a_used_id_is_refused_and_changes_nothing(self, phone, other) -> None:
        path, body = f"calls/{uuid4()}", press_body()
        phone.put(path, body)
        before = phone.read("calls")

        refused(phone.put(path, {**body, **other}), 409, "write_id_reused")

        assert phone.read("calls") == before

    def test_says_whether_anybody_at_a_clinic_sees_it(self, phone) -> None:
        def is_seen() -> bool:
            said = phone.put(f"calls/{uuid4()}", press_body()).json["seen_by_clinic"]
            assert phone.read("calls")["seen_by_clinic"] is said
            return bool(said)

        yesterday = clock.now().date() - timedelta(days=1)
        assert not is_seen()
        a_grant(patient=phone.patient, specialist=a_specialist(), ended_at=clock.now())
        a_grant(patient=phone.patient, specialist=a_specialist(), expires_on=yesterday)
        assert not is_seen()
        a_grant(patient=phone.patient, specialist=a_specialist())
        assert is_seen()
        with acting("r_patient", phone.patient.id) as connection:
            connection.execute("UPDATE consents SET withdrawn_at = now() WHERE needed_to_share")
        assert not is_seen()

    def test_needs_no_consent(self, app) -> None:
        phone = Chart(a_patient(consents=False))

        pressed(phone)

        assert len(phone.read("calls")["items"]) == 1

    def test_is_kept_after_every_consent_was_withdrawn(self, phone) -> None:
        with acting("r_patient", phone.patient.id) as connection:
            connection.execute("UPDATE consents SET withdrawn_at = now()")

        pressed(phone)

        assert len(rows(phone.patient)) == 1

    @pytest.mark.parametrize(
        "wrong",
        ["2031-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00",
         "1900-12-31T23:59:59Z"],
    )  # fmt: skip
    def test_by_an_impossible_clock_counts_from_when_it_came(self, phone, wrong) -> None:
        path, body = f"calls/{uuid4()}", press_body(pressed_at=wrong)

        answer = phone.put(path, body)

        assert answer.status_code == 201
        assert answer.json["pressed_at"] == answer.json["received_at"]
        assert phone.put(path, body).status_code == 200

    def test_by_a_clock_a_little_ahead_is_kept_as_said(self, phone) -> None:
        ahead = clock.now() + timedelta(minutes=4)

        answer = phone.put(f"calls/{uuid4()}", press_body(pressed_at=ahead.isoformat()))

        assert datetime.fromisoformat(answer.json["pressed_at"]) == ahead

    def test_in_a_zone_that_nobody_knows_is_kept(self, phone) -> None:
        pressed(phone, time_zone="Europe/Atlantis")

        assert phone.read("calls")["items"][0]["time_zone"] == "Europe/Atlantis"

    @pytest.mark.parametrize(
        "body",
        [{}, {"pressed_at": PRESSED}, {"time_zone": "Europe/Paris"},
         press_body(pressed_at="yesterday"), press_body(pressed_at="2026-11-20T03:10:00"),
         press_body(pressed_at=1), press_body(offline="yes"), press_body(mood=3)],
    )  # fmt: skip
    def test_is_refused_only_where_it_is_malformed(self, phone, body) -> None:
        refused(phone.put(f"calls/{uuid4()}", body), 422, "invalid")

    def test_waits_for_no_other_write_of_the_patient(self, phone) -> None:
        with acting("r_patient", phone.patient.id) as connection:
            connection.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(phone.patient.id)]
            )

            pressed(phone)


class TestListPresses:
    def test_is_newest_first_and_pages(self, phone) -> None:
        ids = [pressed(phone) for _ in range(3)]

        first = phone.read("calls", limit=2)
        rest = phone.read("calls", limit=2, cursor=first["next"])

        assert [item["id"] for item in first["items"] + rest["items"]] == ids[::-1]
        assert rest["next"] is None

    def test_gives_the_notice_before_any_press_for_the_phone_to_keep(self, phone) -> None:
        found = phone.read("calls")

        assert (found["items"], found["next"]) == ([], None)
        assert found["notice"]["id"] == "not_safe_button"
        assert found["notice"]["crisis_contacts"] == CONTACTS

    @pytest.mark.parametrize("category", ["pain", "side_effects", "notes"])
    def test_is_read_with_any_category(self, phone, category) -> None:
        press_id = pressed(phone)

        found = a_desk(phone.patient, categories=[category]).read("calls")

        assert [item["id"] for item in found["items"]] == [press_id]

    def test_tells_no_specialist_of_another_clinics_contacts(self, phone) -> None:
        found = a_desk(phone.patient).read("calls")

        assert (found["notice"], found["seen_by_clinic"]) == (None, None)

    def test_shows_nobody_else_anything(self, phone) -> None:
        pressed(phone)

        refused(Chart(phone.patient, a_specialist()).get("calls"), 404, "not_found")
        refused(Chart(phone.patient, a_patient()).get("calls"), 404, "not_found")

    def test_is_written_down_when_a_specialist_reads_it(self, phone) -> None:
        a_desk(phone.patient).read("calls")

        actions = [item["action"] for item in phone.read("accesses")["items"]]

        assert "help.read" in actions


class TestAnswerPress:
    def test_is_read_by_the_patient_with_the_name(self, phone) -> None:
        press_id, desk = pressed(phone), a_desk(phone.patient, categories=["pain"])

        given = desk.record(f"calls/{press_id}/answer", {"what_was_done": DONE})

        [item] = phone.read("calls")["items"]
        assert item == given
        assert item["what_was_done"] == DONE
        assert item["answered_by"].startswith("Specialist")
        assert item["answered_at"] > item["received_at"]

    def test_by_a_second_person_is_refused(self, phone) -> None:
        press_id = pressed(phone)
        path = f"calls/{press_id}/answer"
        given = a_desk(phone.patient).record(path, {"what_was_done": DONE})

        second = a_desk(phone.patient).put(path, {"what_was_done": DONE})

        refused(second, 409, "already_answered")
        assert phone.read("calls")["items"] == [given]

    def test_is_never_changed_by_its_author(self, phone) -> None:
        desk, path = a_desk(phone.patient), f"calls/{pressed(phone)}/answer"
        desk.record(path, {"what_was_done": DONE})

        refused(desk.put(path, {"what_was_done": "Nothing."}), 409, "already_answered")

    def test_that_got_lost_on_its_way_back_can_be_sent_again(self, phone) -> None:
        desk, path = a_desk(phone.patient), f"calls/{pressed(phone)}/answer"
        first = desk.record(path, {"what_was_done": DONE})

        again = desk.put(path, {"what_was_done": DONE})

        assert (again.status_code, again.json) == (200, first)

    def test_to_an_unknown_press_is_not_found(self, phone) -> None:
        answer = a_desk(phone.patient).put(f"calls/{uuid4()}/answer", {"what_was_done": DONE})

        refused(answer, 404, "not_found")

    @pytest.mark.parametrize("words", ["", "  ", "x" * 2_001, None])
    def test_says_something_of_bearable_length(self, phone, words) -> None:
        path = f"calls/{pressed(phone)}/answer"

        refused(a_desk(phone.patient).put(path, {"what_was_done": words}), 422, "invalid")

    def test_is_not_for_the_patient_to_give(self, phone) -> None:
        path = f"calls/{pressed(phone)}/answer"

        refused(phone.put(path, {"what_was_done": DONE}), 404, "not_found")

    def test_is_given_by_a_colleague_whom_the_grant_covers(self, phone) -> None:
        press_id, clinic = pressed(phone), a_clinic()
        colleague = Chart(phone.patient, a_specialist(clinic=clinic))
        path = f"calls/{press_id}/answer"
        refused(colleague.put(path, {"what_was_done": DONE}), 404, "not_found")
        specialist = a_specialist(clinic=clinic)
        a_grant(patient=phone.patient, specialist=specialist, covers_team=True)

        assert colleague.put(path, {"what_was_done": DONE}).status_code == 200

    def test_is_sealed(self, phone) -> None:
        path = f"calls/{pressed(phone)}/answer"
        a_desk(phone.patient).record(path, {"what_was_done": "canary-91c4"})

        [(row,)] = fetch(
            "SELECT t::text FROM not_safe_presses t WHERE patient_id = %s", phone.patient.id
        )

        assert "canary-91c4" not in row
        assert b"canary-91c4".hex() not in row

    def test_moved_to_another_press_is_refused(self, phone) -> None:
        specialist = a_specialist()
        a_grant(patient=phone.patient, specialist=specialist)
        path = f"calls/{pressed(phone)}/answer"
        Chart(phone.patient, specialist).record(path, {"what_was_done": DONE})
        pressed(phone)
        with acting("r_specialist", specialist.id) as connection:
            connection.execute(
                "UPDATE not_safe_presses p SET done_sealed = o.done_sealed,"
                " answered_at = o.answered_at, answered_by = o.answered_by"
                " FROM not_safe_presses o WHERE p.answered_at IS NULL AND o.answered_at IS NOT NULL"
            )

        answer = phone.get("calls")

        assert answer.status_code == 500
        assert DONE not in answer.text
