"""The texts that tell a patient to hold a dose wait for a specialist's signature."""

from hashlib import sha256
from uuid import uuid4

import pytest
from psycopg.errors import InsufficientPrivilege

from backend.catalogue.service import catalogue
from tests.builders import a_coordinator, a_patient, a_specialist, acting, as_, insert

TEXTS = "/api/v1/clinic/texts"
FLAGS = {flag.id: flag for flag in catalogue().flags.values() if flag.needs_signature}
FLAG = next(iter(FLAGS.values()))
UNSIGNABLE = next(flag.id for flag in catalogue().flags.values() if not flag.needs_signature)


def sign(specialist, flag_id=FLAG.id, text=FLAG.message):
    return as_(specialist).put(f"{TEXTS}/{flag_id}/signature", json={"text": text})


def take_back(specialist, flag_id=FLAG.id):
    return as_(specialist).delete(f"{TEXTS}/{flag_id}/signature")


def listed(specialist):
    answer = as_(specialist).get(TEXTS)
    assert answer.status_code == 200, answer.json
    return {item["flag"]: item for item in answer.json["items"]}


@pytest.fixture
def shown_in_full(app):
    """Which flags' full texts a patient reads on reporting every warning sign."""

    def ask(patient):
        answer = as_(patient).post(
            f"/api/v1/patients/{patient.id}/diary/sync",
            json={
                "device_id": "test",
                "writes": [
                    {
                        "write_id": str(uuid4()),
                        "kind": "day",
                        "day": "2026-03-01",
                        "side_effects": {"haematuria": 1, "jaundice": 1},
                        "written_at": "2026-03-01T20:00:00Z",
                        "time_zone": "Europe/Paris",
                    }
                ],
            },
        )
        notices = answer.json["results"][0]["notices"]
        return {n["id"] for n in notices if n["text"] == FLAGS[n["id"]].message}

    return ask


@pytest.fixture
def specialist(app):
    return a_specialist(name="Dr Vera Lund")


class TestListSignableTexts:
    def test_shows_both_texts_unsigned_at_first(self, specialist):
        assert len(FLAGS) == 2
        assert listed(specialist) == {
            flag.id: {
                "flag": flag.id,
                "text": flag.message,
                "shown_until_signed": flag.unsigned_message,
                "signed": None,
            }
            for flag in FLAGS.values()
        }

    def test_says_who_signed_and_when(self, specialist):
        sign(specialist)

        signed = listed(a_specialist(clinic=specialist.clinic_id))[FLAG.id]["signed"]

        assert signed["by"] == "Dr Vera Lund"
        assert signed["at"].endswith("+00:00")

    def test_forgets_a_signature_under_an_older_wording(self, specialist, shown_in_full):
        patient = a_patient(clinic=specialist.clinic_id)
        insert(
            "text_signatures",
            "r_specialist",
            specialist.id,
            clinic_id=specialist.clinic_id,
            flag_id=FLAG.id,
            text_hash=sha256(b"an older wording").digest(),
            signed_by=specialist.id,
            signed_at="2026-01-01T00:00:00Z",
        )

        assert listed(specialist)[FLAG.id]["signed"] is None
        assert shown_in_full(patient) == frozenset()


class TestSignText:
    def test_shows_the_clinics_patients_the_full_text(self, specialist, shown_in_full):
        patient, elsewhere = a_patient(clinic=specialist.clinic_id), a_patient()
        assert shown_in_full(patient) == frozenset()

        answer = sign(specialist)

        assert answer.status_code == 200
        assert answer.json == listed(specialist)[FLAG.id]
        assert shown_in_full(patient) == {FLAG.id}
        assert shown_in_full(elsewhere) == frozenset()

    def test_can_be_repeated_by_a_colleague(self, specialist):
        sign(specialist)
        colleague = a_specialist(clinic=specialist.clinic_id)

        assert sign(colleague).json["signed"]["by"] == colleague.name

    @pytest.mark.parametrize("text", ["", "Stop.", FLAG.unsigned_message, f"{FLAG.message} "])
    def test_refuses_any_other_wording(self, specialist, text):
        answer = sign(specialist, text=text)

        assert answer.status_code == 422
        assert list(answer.json["fields"]) == ["text"]
        assert listed(specialist)[FLAG.id]["signed"] is None

    @pytest.mark.parametrize("flag_id", [UNSIGNABLE, "no_such_flag"])
    def test_knows_only_the_texts_that_need_it(self, specialist, flag_id):
        assert sign(specialist, flag_id=flag_id).status_code == 404

    def test_another_clinic_signs_for_itself(self, specialist):
        sign(a_specialist())

        assert listed(specialist)[FLAG.id]["signed"] is None


class TestTakeBackSignature:
    def test_shows_the_shorter_text_again(self, specialist, shown_in_full):
        patient = a_patient(clinic=specialist.clinic_id)
        sign(specialist)

        answer = take_back(a_specialist(clinic=specialist.clinic_id))

        assert answer.status_code == 204
        assert shown_in_full(patient) == frozenset()
        assert take_back(specialist).status_code == 404

    def test_does_not_reach_another_clinics(self, specialist):
        sign(specialist)

        assert take_back(a_specialist()).status_code == 404
        assert listed(specialist)[FLAG.id]["signed"]


class TestOthersThanSpecialists:
    @pytest.mark.parametrize("person", [a_patient, a_coordinator])
    def test_find_nothing_there_whatever_they_send(self, specialist, person):
        who = person(clinic=specialist.clinic_id)

        assert as_(who).get(TEXTS).status_code == 404
        assert sign(who).status_code == 404
        assert sign(who, text=5).status_code == 404
        assert take_back(who).status_code == 404

    def test_want_a_sign_in(self, app):
        assert as_(None).get(TEXTS).status_code == 401

    def test_are_kept_out_by_the_database_as_well(self, specialist):
        sign(specialist)
        patient, stranger = a_patient(clinic=specialist.clinic_id), a_specialist()

        with acting("r_specialist", stranger.id) as connection:
            assert connection.execute("DELETE FROM text_signatures").rowcount == 0
        with pytest.raises(InsufficientPrivilege), acting("r_patient", patient.id) as connection:
            connection.execute("DELETE FROM text_signatures")
