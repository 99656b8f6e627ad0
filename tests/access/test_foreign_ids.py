"""What belongs to one patient, named in the address or the body of another's request."""

import pytest

from tests.access.calls import calls
from tests.access.judging import leaks
from tests.access.worlds import World, a_world
from tests.builders import a_specialist, as_
from tests.phone import Phone, day_write, outcomes, said_of

API = "/api/v1"
CHOSEN_BY_THE_PHONE = {"moment_id", "press_id"}
"""What makes a thing of one's own under an id that somebody else has as well."""


@pytest.fixture
def world(app) -> World:
    return a_world()


class TestForeignId:
    def test_finds_nothing_in_ones_own_address(self, app, world):
        own = world.people["other patient"].id
        relation = "other patient"
        for call in calls(app):
            named = call.parameters - {"patient_id", "flag_id", "name", "file", "asset"}
            if not named:
                continue
            client, before = world.client(relation), world.stored()
            answer = call.send(client, world, patient_id=own)

            assert leaks(answer, relation, world) == [], call
            assert world.stored() == before, call
            if call.method == "GET" or not named & CHOSEN_BY_THE_PHONE:
                assert answer.status_code in {404, 412, 422}, (call, answer.text)

    def test_is_told_from_an_unknown_one_by_nothing(self, world):
        stranger = as_(world.people["other patient"])
        known = f"{API}/patients/{world.patient.id}/diary/days"
        unknown = f"{API}/patients/{world.grant_id}/diary/days"

        there, nowhere = stranger.get(known), stranger.get(unknown)

        assert (there.status_code, there.data) == (nowhere.status_code, nowhere.data)
        assert set(there.headers.keys()) == set(nowhere.headers.keys())

    def test_in_a_batch_is_refused_and_stores_nothing(self, world):
        other = world.people["other patient"]
        before = world.stored()

        results = Phone(other).sync(
            day_write(world.day, patient_id=str(world.patient.id), answers={"pain_average": 1})
        )

        assert outcomes(results) == ["other_patient"]
        assert world.stored() == before

    def test_of_a_moment_can_be_taken_by_somebody_else_without_a_trace(self, world):
        other = world.people["other patient"]
        before = world.stored()

        answer = Phone(other).put(world.moment_id, said_of(world.day, answers={"pain_now": 1}))

        assert answer.status_code == 201
        assert world.stored() == before


class TestLists:
    def test_of_a_specialist_end_with_the_grant_on_the_next_request(self, world):
        specialist = as_(world.people["specialist of all"])
        assert world.canaries["name"] in specialist.get(f"{API}/caseload").text.lower()

        ended = as_(world.patient).delete(
            f"{API}/patients/{world.patient.id}/grants/{world.grant_id}"
        )

        assert ended.status_code == 204
        assert world.canaries["name"] not in specialist.get(f"{API}/caseload").text.lower()

    def test_do_not_find_by_name_whom_nobody_granted(self, world):
        answer = as_(a_specialist()).get(f"{API}/caseload?name={world.canaries['name']}")

        assert answer.json["items"] == []
