from datetime import UTC, datetime, time, timedelta

import pytest

from backend.catalogue.service import catalogue
from tests.builders import a_clinic, a_consent, a_day, a_patient, as_
from tests.registry.releases import CONSENT_DAY, CONSENTED_AT, a_participant

CANARY = "Canary-4711"


def days_of(rows):
    return [row["day"] for row in rows]


class TestExportDays:
    def test_has_every_calendar_day_from_the_consent_to_the_last_entry(self, release):
        patient = a_participant()
        a_day(patient, CONSENT_DAY + timedelta(days=1), pain_average=5, mood=4)
        a_day(patient, CONSENT_DAY + timedelta(days=3), mood=6)

        rows = release().of(patient)

        assert days_of(rows) == ["2026-03-10", "2026-03-11", "2026-03-12", "2026-03-13"]
        assert [row["pain_average"] for row in rows] == ["", "5", "", ""]
        assert [row["mood"] for row in rows] == ["", "4", "", "6"]
        assert [row["missing"] for row in rows] == ["no_entry", "", "no_entry", "skipped_item"]

    def test_has_nothing_from_before_the_consent(self, release):
        patient = a_participant()
        for back in range(5):
            a_day(patient, CONSENT_DAY - timedelta(days=back), pain_average=5)

        assert days_of(release().of(patient)) == ["2026-03-10"]

    def test_counts_from_the_diary_day_in_which_consent_was_given(self, release):
        at_night = datetime(2026, 3, 10, 2, tzinfo=UTC)
        early = a_participant(given_at=at_night, time_zone="UTC", day_starts_at=time(4))
        late = a_participant(given_at=at_night, time_zone="UTC", day_starts_at=time(0))
        for patient in (early, late):
            for back in range(3):
                a_day(patient, CONSENT_DAY - timedelta(days=back), pain_average=5)

        found = release()

        assert days_of(found.of(early)) == ["2026-03-09", "2026-03-10"]
        assert days_of(found.of(late)) == ["2026-03-10"]

    def test_leaves_out_who_did_not_consent_or_withdrew(self, release):
        never = a_patient()
        withdrew = a_participant(withdrawn_at=CONSENTED_AT)
        stopped = a_participant(consents=False)
        required = catalogue().required_consents[0]
        a_consent(stopped, required, withdrawn_at=CONSENTED_AT)
        for patient in (never, withdrew, stopped):
            a_day(patient, CONSENT_DAY, pain_average=5)

        found = release()

        assert [found.of(patient) for patient in (never, withdrew, stopped)] == [[], [], []]

    def test_shows_a_withdrawn_entry_as_none(self, release):
        patient = a_participant()
        a_day(patient, CONSENT_DAY, pain_average=7, withdrawn=True)
        a_day(patient, CONSENT_DAY + timedelta(days=1), pain_average=5)

        assert release().of(patient)[0] | {"pseudonym": "", "day": ""} == dict.fromkeys(
            release().rows[0], ""
        ) | {"missing": "no_entry"}

    def test_tells_no_side_effect_from_not_asked(self, release):
        patient = a_participant()
        a_day(patient, CONSENT_DAY, side_effects={"nausea": 2})
        a_day(patient, CONSENT_DAY + timedelta(days=1), side_effects_any=0)
        a_day(patient, CONSENT_DAY + timedelta(days=2), pain_average=1)

        rows = release().of(patient)

        assert [(row["se_nausea"], row["se_headache"]) for row in rows] == [
            ("2", "0"), ("0", "0"), ("", "")
        ]  # fmt: skip

    def test_has_a_column_for_everything_that_can_be_answered(self, release):
        patient = a_participant()
        a_day(patient, CONSENT_DAY, pain_average=1)

        found = release()

        [row] = found.of(patient)
        assert {item.id for item in catalogue().day_items} <= row.keys()
        assert {f"se_{name}" for name in catalogue().side_effects} <= row.keys()
        assert list(row) == found.manifest["columns"]

    def test_keeps_the_marks_of_lateness(self, release):
        patient = a_participant()
        a_day(patient, CONSENT_DAY, pain_average=1, retrospective=True)

        [row] = release().of(patient)

        assert (row["retrospective"], row["received_late"], row["revision"]) == (
            "true", "false", "1"
        )  # fmt: skip

    def test_makes_no_formula_of_a_text(self, release):
        patient = a_participant()
        a_day(patient, CONSENT_DAY, missing_reason="=1+1")

        assert release().of(patient)[0]["missing_reason"] == "'=1+1"

    def test_holds_nothing_that_names_anybody(self, release):
        patient = a_participant(
            name=f"{CANARY} Name",
            email=f"{CANARY}@example.org".lower(),
            clinic=a_clinic(name=f"{CANARY} Clinic"),
            time_zone="Pacific/Chatham",
        )
        write_id = "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"
        answer = as_(patient).post(
            f"/api/v1/patients/{patient.id}/diary/sync",
            json={
                "device_id": f"{CANARY}-device",
                "writes": [
                    {
                        "write_id": write_id,
                        "kind": "day",
                        "day": "2026-03-10",
                        "base_revision": 0,
                        "answers": {"pain_average": 6},
                        "side_effects": {"other": 1},
                        "note": f"{CANARY} note",
                        "other_text": f"{CANARY} other",
                        "written_at": "2026-03-10T18:00:00+13:45",
                        "time_zone": "Pacific/Chatham",
                    }
                ],
            },
        )
        assert answer.json["results"][0]["outcome"] == "created", answer.json

        found = release()

        assert found.of(patient)[0]["pain_average"] == "6"
        everything = (found.text + (found.folder / "manifest.json").read_text()).lower()
        for secret in (CANARY, str(patient.id), patient.id.hex, write_id, "Chatham", "example.org"):
            assert secret.lower() not in everything

    def test_names_a_patient_the_same_in_each_release_of_a_registry(self, release):
        patient = a_participant()
        a_day(patient, CONSENT_DAY, pain_average=1)

        first, second = (release("--registry", "north").of(patient)[0] for _ in range(2))
        other = release("--registry", "south").of(patient)[0]

        assert first == second
        assert other["pseudonym"] != first["pseudonym"]

    def test_orders_patients_by_their_pseudonyms(self, release):
        for _ in range(5):
            a_day(a_participant(), CONSENT_DAY, pain_average=1)

        names = [row["pseudonym"] for row in release().rows]

        assert names == sorted(names)


class TestDayBoundary:
    @pytest.mark.parametrize("written_at", ["2026-03-11T00:40:00+01:00"])
    def test_a16_keeps_the_diary_day_and_the_time_of_writing(self, release, written_at):
        patient = a_participant(time_zone="Europe/Paris", day_starts_at=time(4))
        path = f"/api/v1/patients/{patient.id}"
        body = {"answers": {"pain_average": 7}, "written_at": written_at,
                "time_zone": "Europe/Paris"}  # fmt: skip
        written = as_(patient).put(
            f"{path}/diary/days/2026-03-10", json=body, headers={"If-None-Match": "*"}
        )
        assert written.status_code == 201, written.text

        query = "first=2026-03-10&last=2026-03-11&measures=pain_average"
        trend = as_(patient).get(f"{path}/trends?{query}").json["measures"]["pain_average"]
        [row] = release().of(patient)

        assert [point["value"] for point in trend] == [7, None]
        assert (row["day"], row["written_at_local"], row["utc_offset_minutes"]) == (
            "2026-03-10", "2026-03-11T00:40:00", "60"
        )  # fmt: skip
