"""A share code shows whose it is, and can't be found by trying."""

from threading import Barrier, Thread

import pytest

from backend.accounts.rules import CROCKFORD, new_share_code, shown_code
from backend.sharing.service.share_codes import LOOK_UPS
from tests.builders import a_clinic, a_coordinator, a_patient, a_specialist, acting, as_, fetch


def look_up(patient, code, client=None):
    return (client or as_(patient)).post(
        f"/api/v1/patients/{patient.id}/share-codes/look-up", json={"share_code": code}
    )


def mistyped(code):
    other = CROCKFORD[CROCKFORD.index(code[3]) - 1]
    return code[:3] + other + code[4:]


def exhaust(patient, *, client):
    for _ in range(LOOK_UPS.failures):
        assert look_up(patient, new_share_code(), client).status_code == 404


@pytest.fixture
def patient(app):
    return a_patient()


class TestLookUpShareCode:
    def test_shows_name_and_clinic_and_nothing_else(self, patient):
        specialist = a_specialist(name="Dr Vera Lund", clinic=a_clinic(name="Harbour Clinic"))

        answer = look_up(patient, specialist.share_code)

        assert answer.status_code == 200
        assert answer.json == {"name": "Dr Vera Lund", "clinic": "Harbour Clinic"}

    def test_takes_a_code_however_it_is_typed(self, patient):
        specialist = a_specialist()

        typed = f" {shown_code(specialist.share_code).lower()} "

        assert look_up(patient, typed).status_code == 200

    def test_refuses_a_mistyped_code_as_invalid(self, patient):
        answer = look_up(patient, mistyped(a_specialist().share_code))

        assert answer.status_code == 422
        assert answer.json["code"] == "invalid"
        assert list(answer.json["fields"]) == ["share_code"]

    def test_knows_no_code_that_nobody_has(self, patient):
        assert look_up(patient, new_share_code()).status_code == 404

    @pytest.mark.parametrize("code", [5, None, "", ["a"], "a" * 41, "a\0b"])
    def test_refuses_what_is_no_code(self, patient, code):
        assert look_up(patient, code).status_code == 422

    @pytest.mark.parametrize("stranger", [a_patient, a_specialist, a_coordinator])
    def test_is_for_the_patient_alone(self, patient, stranger):
        answer = look_up(patient, a_specialist().share_code, as_(stranger()))

        assert answer.status_code == 404
        assert fetch("SELECT denied FROM accesses WHERE patient_id = %s", patient.id) == [(True,)]


class TestThrottle:
    def test_refuses_the_31st_failure_even_with_a_right_code_and_says_when_to_come_back(
        self, patient
    ):
        client = as_(patient)
        exhaust(patient, client=client)

        answer = look_up(patient, a_specialist().share_code, client)

        assert answer.status_code == 429
        assert 0 < int(answer.headers["Retry-After"]) <= 3600

    def test_stands_for_each_account_alone(self, patient):
        exhaust(patient, client=as_(patient))

        assert look_up(a_patient(), a_specialist().share_code).status_code == 200

    def test_counts_mistyped_codes_as_well(self, patient):
        client, code = as_(patient), mistyped(a_specialist().share_code)
        for _ in range(LOOK_UPS.failures):
            assert look_up(patient, code, client).status_code == 422

        assert look_up(patient, code, client).status_code == 429

    def test_does_not_count_what_was_found(self, patient):
        client, code = as_(patient), a_specialist().share_code

        found = {look_up(patient, code, client).status_code for _ in range(LOOK_UPS.failures + 5)}

        assert found == {200}

    def test_can_not_be_got_round_by_granting(self, patient):
        client = as_(patient)
        exhaust(patient, client=client)

        answer = client.post(
            f"/api/v1/patients/{patient.id}/grants",
            json={
                "share_code": a_specialist().share_code,
                "categories": ["pain"],
                "covers_team": False,
            },
        )

        assert answer.status_code == 429

    def test_ends_with_its_window(self, patient):
        client = as_(patient)
        exhaust(patient, client=client)

        with acting("r_door") as connection:
            connection.execute(
                "UPDATE attempts SET window_began_at = window_began_at - interval '61 minutes' "
                "WHERE kind = 'share_code.account'"
            )

        assert look_up(patient, a_specialist().share_code, client).status_code == 200

    def test_lets_no_more_through_when_many_try_at_once(self, patient):
        clients = [as_(patient) for _ in range(4)]
        barrier, seen = Barrier(len(clients)), []

        def try_codes(client):
            barrier.wait()
            seen.extend(
                look_up(patient, new_share_code(), client).status_code
                for _ in range(LOOK_UPS.failures // 2)
            )

        threads = [Thread(target=try_codes, args=(client,)) for client in clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert seen.count(404) == LOOK_UPS.failures
        assert set(seen) == {404, 429}
