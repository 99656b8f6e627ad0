"""Notes about a patient: open to the patient, amended with a reason, never overwritten."""

from datetime import timedelta
from uuid import uuid4

import pytest

from backend import clock
from tests.builders import a_grant, a_patient, a_specialist, fetch
from tests.supervision.ward import note_body, refused
from tests.ward import Chart, a_desk

CANARY = "canary-5d1e"


@pytest.fixture
def desk(app) -> Chart:
    return a_desk(a_patient())


class TestNote:
    def test_is_read_by_the_patient_with_its_authors_name(self, app) -> None:
        patient, specialist = a_patient(), a_specialist(name="Dr Ada Note")
        a_grant(patient=patient, specialist=specialist, categories=["pain"])
        path = f"notes/{uuid4()}"

        Chart(patient, specialist).record(path, note_body())

        found = Chart(patient).read(path)
        assert {name: found[name] for name in note_body()} == note_body()
        assert (found["author"], found["status"], found["revision"]) == ("Dr Ada Note", "final", 1)
        assert found["recorded_by"] == str(specialist.id)

    @pytest.mark.parametrize("category", ["pain", "substance"])
    def test_is_read_by_every_specialist_with_a_grant(self, desk, category) -> None:
        path = f"notes/{uuid4()}"
        desk.record(path, note_body())

        other = a_desk(desk.patient, categories=[category])

        assert other.read(path)["text"] == note_body()["text"]
        assert other.read("notes")["items"] == [other.read(path)]

    def test_is_not_written_by_the_patient(self, desk) -> None:
        answer = Chart(desk.patient).put(f"notes/{uuid4()}", note_body())

        refused(answer, 404, "not_found")

    def test_is_closed_to_whoever_has_no_grant(self, desk) -> None:
        path = f"notes/{uuid4()}"
        desk.record(path, note_body())

        refused(Chart(desk.patient, a_specialist()).get(path), 404, "not_found")
        refused(Chart(a_patient()).get(path), 404, "not_found")

    def test_sent_twice_is_one(self, desk) -> None:
        path = f"notes/{uuid4()}"

        first, again = desk.put(path, note_body()), desk.put(path, note_body())

        assert (first.status_code, again.status_code) == (201, 200)
        assert first.headers["ETag"] == again.headers["ETag"] == '"1"'

    def test_is_amended_with_a_reason_and_keeps_the_version_before(self, desk) -> None:
        path = f"notes/{uuid4()}"
        desk.record(path, note_body())
        other = note_body(text="Sleeps well.")
        refused(desk.put(path, other, based_on=1), 422, "invalid")
        refused(desk.put(path, other, based_on=9, reason="x"), 412, "stale")
        refused(desk.put(path, other, based_on=None, reason="x"), 428, "precondition_required")

        assert desk.put(path, other, based_on=1, reason="misheard").status_code == 200

        first, second = Chart(desk.patient).read(f"{path}/revisions")["items"]
        assert (first["content"]["text"], first["reason"]) == (note_body()["text"], None)
        assert (second["content"]["text"], second["reason"]) == ("Sleeps well.", "misheard")

    def test_is_amended_by_a_colleague_who_then_is_its_author(self, desk) -> None:
        path = f"notes/{uuid4()}"
        first = desk.record(path, note_body())
        other = a_desk(desk.patient)

        found = other.record(path, note_body(text="More."), based_on=1, reason="more is known")

        assert found["recorded_by"] != first["recorded_by"]
        assert found["author"] != first["author"]

    def test_that_is_struck_out_says_so_and_cant_be_written_again(self, desk) -> None:
        path = f"notes/{uuid4()}"
        desk.record(path, note_body())
        error = note_body(text="whatever is sent", status="entered_in_error")

        found = desk.record(path, error, based_on=1, reason="another patient's")

        assert (found["status"], found["text"]) == ("entered_in_error", note_body()["text"])
        again = desk.put(path, note_body(text="no"), based_on=2, reason="x")
        refused(again, 409, "entered_in_error")

    def test_is_not_struck_out_before_it_is_written(self, desk) -> None:
        answer = desk.put(f"notes/{uuid4()}", note_body(status="entered_in_error"))

        refused(answer, 422, "invalid")

    @pytest.mark.parametrize(
        "flaw",
        [{"text": ""}, {"text": " \n"}, {"text": "x" * 4_001}, {"text": None}, {"day": "today"},
         {"day": str((clock.now() + timedelta(days=2)).date())}, {"colour": "red"}],
    )  # fmt: skip
    def test_with_a_flaw_is_refused(self, desk, flaw) -> None:
        refused(desk.put(f"notes/{uuid4()}", note_body(**flaw)), 422, "invalid")

    def test_is_found_under_no_id_that_nobody_gave(self, desk) -> None:
        refused(desk.get(f"notes/{uuid4()}"), 404, "not_found")
        refused(desk.get(f"notes/{uuid4()}/revisions"), 404, "not_found")


class TestListNotes:
    def test_is_by_day_the_latest_first_and_pages(self, desk) -> None:
        days = [str((clock.now() - timedelta(days=back)).date()) for back in (3, 1, 2)]
        for day in days:
            desk.record(f"notes/{uuid4()}", note_body(day=day))

        first = desk.read("notes", limit=2)
        rest = desk.read("notes", limit=2, cursor=first["next"])

        found = [item["day"] for item in first["items"] + rest["items"]]
        assert found == sorted(days, reverse=True)
        assert rest["next"] is None


class TestTextsAtRest:
    def test_are_in_no_column(self, desk) -> None:
        path = f"notes/{uuid4()}"
        desk.record(path, note_body(text=CANARY))
        desk.record(path, note_body(text=f"{CANARY} more"), based_on=1, reason=f"why {CANARY}")

        for table, count in (("notes", 1), ("record_revisions", 2)):
            found = fetch(f"SELECT t::text FROM {table} t WHERE patient_id = %s", desk.patient.id)
            assert len(found) == count
            for (row,) in found:
                assert CANARY not in row
                assert CANARY.encode().hex() not in row
