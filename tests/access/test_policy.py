"""The policy table, rule by rule."""

from uuid import uuid4

import pytest

from backend.access import policy
from backend.access.policy import RULES, Action, Hidden, is_the_patient, supervises
from backend.accounts.rules import Actor, Role
from backend.database import bind_actor
from backend.errors import NotFound
from tests.access.calls import MAY
from tests.access.worlds import SIGNED_IN, World, a_world
from tests.builders import a_sign_in

READS = {
    *(Action.READ_DIARY, Action.READ_TRENDS, Action.READ_TREATMENT, Action.READ_DOSES),
    *(Action.READ_PHENOTYPE, Action.READ_INSTRUMENTS, Action.READ_COGNITION, Action.READ_DUE),
    *(Action.READ_CALLS, Action.READ_NOTES, Action.SEE_REVIEW),
}
RECORDS = {
    *(Action.RECORD_TREATMENT, Action.RECORD_PHENOTYPE, Action.RECORD_SCORES),
    *(Action.ANSWER_CALL, Action.WRITE_NOTE, Action.MARK_REVIEWED),
}


def an_actor(person) -> Actor:
    return Actor(
        id=person.id,
        role=person.role,
        clinic_id=person.clinic_id,
        sign_in_id=a_sign_in(person),
        signed_in_at=None,
    )


@pytest.fixture(scope="module")
def world(app) -> World:
    return a_world()


class TestRules:
    def test_cover_every_action(self):
        assert set(RULES) == set(Action)

    @pytest.mark.parametrize("action", list(Action))
    def test_let_the_patient_write_the_diary_and_the_specialist_record_care(self, action):
        expected: tuple[object, ...] = (is_the_patient,)
        if action in READS:
            expected = (is_the_patient, supervises)
        if action in RECORDS:
            expected = (supervises,)

        assert RULES[action] == expected


class TestRequire:
    @pytest.mark.parametrize("action", list(Action))
    @pytest.mark.parametrize("relation", sorted(SIGNED_IN))
    def test_allows_whom_the_table_names(self, app, world, relation, action):
        actor = an_actor(world.people[relation])
        with app.app_context():
            bind_actor(actor.role.database_role, actor.id)
            if relation in MAY[action]:
                policy.require(actor, action, world.patient.id)
            else:
                with pytest.raises(Hidden):
                    policy.require(actor, action, world.patient.id)

    def test_says_the_same_of_somebody_who_does_not_exist(self, app, world):
        actor = an_actor(world.people["coordinator"])
        with app.app_context():
            bind_actor(actor.role.database_role, actor.id)
            with pytest.raises(Hidden):
                policy.require(actor, Action.READ_DIARY, uuid4())

    def test_takes_no_specialist_with_the_same_id_for_the_patient(self, world):
        person = world.patient
        actor = Actor(
            id=person.id,
            role=Role.SPECIALIST,
            clinic_id=person.clinic_id,
            sign_in_id=uuid4(),
            signed_in_at=None,
        )

        assert not is_the_patient(actor, person.id)


class TestRequireRole:
    @pytest.mark.parametrize("role", list(Role))
    def test_refuses_the_others(self, app, role):
        person = a_world().people["coordinator"]
        actor = an_actor(person)
        if role is person.role:
            policy.require_role(actor, role)
        else:
            with pytest.raises(NotFound):
                policy.require_role(actor, role)
