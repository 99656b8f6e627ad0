"""Up to when somebody looked through a patient's state, and who."""

from datetime import date, datetime, timedelta

import pytest

from backend import clock
from tests.builders import a_clinic, a_grant, a_patient, a_specialist, acting
from tests.supervision.ward import refused
from tests.ward import Chart
from tests.web.trends.lists import a_revision, caseload, the_row

NOBODY = {"reviewed_at": None, "reviewed_by": None}


class Ward:
    """A patient and the specialists with whom that patient shares."""

    def __init__(self) -> None:
        self.patient = a_patient()
        self.phone = Chart(self.patient)
        self.ada = self.specialist("Ada")

    def specialist(self, name, *, clinic=None, **grant):
        person = a_specialist(name=name, clinic=clinic)
        a_grant(patient=self.patient, specialist=person, **grant)
        return person

    def marks(self, person, seen_until: datetime | None = None):
        said = {"seen_until": seen_until.isoformat()} if seen_until else {}
        return Chart(self.patient, person).record("reviewed", said)

    def listed_for(self, person):
        row = the_row(person)
        return {name: row[name] for name in NOBODY}

    def ends_grants_of(self, person):
        with acting("r_patient", self.patient.id) as connection:
            connection.execute(
                "UPDATE grants SET ended_at = now() WHERE specialist_id = %s", [person.id]
            )


@pytest.fixture
def ward(app) -> Ward:
    return Ward()


def ago(hours: float) -> datetime:
    return clock.now() - timedelta(hours=hours)


class TestMarkReviewed:
    def test_is_now_unless_said_otherwise(self, ward) -> None:
        begun = clock.now()

        found = ward.marks(ward.ada)

        assert found["reviewed_by"] == "Ada"
        assert begun <= datetime.fromisoformat(found["reviewed_at"]) <= clock.now()

    def test_reaches_as_far_as_what_was_on_the_screen(self, ward) -> None:
        moment = ago(2)

        assert datetime.fromisoformat(ward.marks(ward.ada, moment)["reviewed_at"]) == moment

    def test_never_reaches_less_far_than_before(self, ward) -> None:
        ward.marks(ward.ada, ago(1))

        assert ward.marks(ward.ada, ago(5)) == ward.phone.read("reviewed")
        assert datetime.fromisoformat(ward.phone.read("reviewed")["reviewed_at"]) > ago(2)

    def test_by_a_clock_a_little_ahead_is_now(self, ward) -> None:
        found = ward.marks(ward.ada, clock.now() + timedelta(minutes=4))

        assert datetime.fromisoformat(found["reviewed_at"]) <= clock.now()

    @pytest.mark.parametrize(
        "said", [{"seen_until": "2031-01-01T00:00:00Z"}, {"seen_until": "2026-11-01T00:00:00"},
                 {"seen_until": 1}, {"by": "me"}],
    )  # fmt: skip
    def test_with_a_flaw_is_refused(self, ward, said) -> None:
        refused(Chart(ward.patient, ward.ada).put("reviewed", said), 422, "invalid")

    def test_is_not_for_the_patient_nor_for_strangers(self, ward) -> None:
        refused(ward.phone.put("reviewed", {}), 404, "not_found")
        refused(Chart(ward.patient, a_specialist()).put("reviewed", {}), 404, "not_found")


class TestMarksOnTheList:
    @pytest.fixture
    def flagged(self, ward) -> Ward:
        """Reported chest pain two hours ago."""
        received = ago(2)
        a_revision(ward.patient, received.date(), red_flags=["chest_pain"], received_at=received)
        return ward

    def seen_by(self, person) -> list[bool]:
        return [mark.get("is_reviewed", False) for mark in the_row(person)["marks"]]

    def test_are_reviewed_by_a_look_after_they_came_in(self, flagged) -> None:
        flagged.marks(flagged.ada, ago(3))
        assert self.seen_by(flagged.ada) == [False]

        flagged.marks(flagged.ada, ago(1))
        assert self.seen_by(flagged.ada) == [True]

    def test_of_safety_answers_stay_as_they_are(self, ward) -> None:
        ward.phone.answer("phq9", {"phq9_9": 1})
        ward.marks(ward.ada)

        assert self.seen_by(ward.ada) == [False]

    def test_are_new_again_when_the_day_is_reported_once_more(self, flagged) -> None:
        flagged.marks(flagged.ada, ago(1))
        day = ago(2).date()
        a_revision(flagged.patient, day, red_flags=["chest_pain"], revision=2)

        assert self.seen_by(flagged.ada) == [False]

    def test_are_not_reviewed_by_somebody_elses_look(self, flagged) -> None:
        bea = flagged.specialist("Bea")
        flagged.marks(bea)

        assert self.seen_by(bea) == [True]
        assert self.seen_by(flagged.ada) == [False]

    def test_put_the_reviewed_behind_the_others(self, flagged) -> None:
        other = a_patient(name="Zoe")
        a_grant(patient=other, specialist=flagged.ada)
        a_revision(other, ago(2).date(), red_flags=["chest_pain"], received_at=ago(2))
        first = caseload(flagged.ada)["items"][0]
        Chart(other if first["name"] == "Zoe" else flagged.patient, flagged.ada).record(
            "reviewed", {}
        )

        assert caseload(flagged.ada)["items"][1]["patient_id"] == first["patient_id"]


class TestLastReview:
    def test_is_nobodys_before_the_first(self, ward) -> None:
        assert ward.phone.read("reviewed") == NOBODY
        assert ward.listed_for(ward.ada) == NOBODY

    def test_is_the_furthest_of_all_who_supervise(self, ward) -> None:
        bea = ward.specialist("Bea", categories=["pain"])
        ward.marks(bea, ago(1))

        found = ward.marks(ward.ada, ago(3))

        assert found["reviewed_by"] == "Bea"
        assert ward.listed_for(ward.ada) == ward.listed_for(bea) == found
        assert ward.phone.read("reviewed") == found

    def test_counts_a_colleague_whom_a_grant_covers(self, ward) -> None:
        clinic = a_clinic()
        ward.specialist("Bea", clinic=clinic, covers_team=True)
        stand_in = a_specialist(name="Cleo", clinic=clinic)

        assert ward.marks(stand_in)["reviewed_by"] == "Cleo"
        assert ward.listed_for(ward.ada)["reviewed_by"] == "Cleo"

    def test_leaves_out_who_may_no_longer_look(self, ward) -> None:
        bea = ward.specialist("Bea")
        ward.marks(ward.ada, ago(3))
        ward.marks(bea, ago(1))

        ward.ends_grants_of(bea)

        assert ward.listed_for(ward.ada)["reviewed_by"] == "Ada"
        assert ward.phone.read("reviewed")["reviewed_by"] == "Ada"

    def test_leaves_out_whose_grant_expired(self, ward) -> None:
        bea = ward.specialist("Bea", expires_on=clock.now().date() + timedelta(days=3))
        ward.marks(bea)

        with acting("r_door") as connection:
            connection.execute("SET LOCAL ROLE NONE")
            connection.execute("ALTER TABLE grants NO FORCE ROW LEVEL SECURITY")
            connection.execute(
                "UPDATE grants SET expires_on = %s WHERE specialist_id = %s",
                [date(2026, 1, 1), bea.id],
            )
            connection.execute("ALTER TABLE grants FORCE ROW LEVEL SECURITY")

        assert ward.listed_for(ward.ada) == NOBODY
        assert ward.phone.read("reviewed") == NOBODY

    def test_is_nobodys_while_sharing_is_suspended(self, ward) -> None:
        ward.marks(ward.ada)

        with acting("r_patient", ward.patient.id) as connection:
            connection.execute("UPDATE consents SET withdrawn_at = now()")

        assert ward.phone.read("reviewed") == NOBODY
