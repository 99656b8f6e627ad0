from datetime import timedelta

import pytest

from backend import clock
from tests.builders import a_day, a_specialist
from tests.phone import Phone, said
from tests.web.trends.lists import a_moment, a_revision, a_shared_patient, ago, the_row

pytestmark = pytest.mark.usefixtures("app")


class TestMarks:
    def test_name_the_red_flags_of_a_week(self):
        specialist = a_specialist()
        patient = a_shared_patient(specialist)
        a_day(patient, ago(1))
        a_revision(patient, ago(1), red_flags=["haematuria", "chest_pain"])

        assert the_row(specialist)["marks"] == [
            {"kind": "red_flag", "side_effects": ["chest_pain", "haematuria"], "day": str(ago(1))}
        ]

    def test_stay_when_the_entry_was_corrected(self):
        specialist = a_specialist()
        patient = a_shared_patient(specialist)
        a_day(patient, ago(1))
        a_revision(patient, ago(1), red_flags=["haematuria"])
        a_revision(patient, ago(1), revision=2)

        assert len(the_row(specialist)["marks"]) == 1

    def test_name_an_old_day_that_came_in_now(self):
        specialist = a_specialist()
        patient = a_shared_patient(specialist)
        a_day(patient, ago(60))
        a_revision(patient, ago(60), red_flags=["jaundice"])

        assert the_row(specialist)["marks"][0]["day"] == str(ago(60))

    def test_end_after_a_week(self):
        specialist = a_specialist()
        patient = a_shared_patient(specialist)
        a_day(patient, ago(8))
        a_revision(
            patient, ago(8), red_flags=["jaundice"], received_at=clock.now() - timedelta(days=8)
        )

        assert the_row(specialist)["marks"] == []

    @pytest.mark.parametrize("written_anew", [False, True])
    def test_name_nothing_of_a_withdrawn_entry(self, written_anew):
        specialist = a_specialist()
        phone = Phone(a_shared_patient(specialist))
        phone.put(ago(1), said(side_effects={"haematuria": 1}))
        phone.withdraw(ago(1))
        if written_anew:
            phone.put(ago(1), said(answers={"mood": 5}), based_on=2)

        assert the_row(specialist)["marks"] == [{"kind": "safety", "text": "safety answer, call"}]

    def test_name_nothing_without_the_grant(self):
        specialist = a_specialist()
        patient = a_shared_patient(specialist, categories=["pain"])
        a_day(patient, ago(1))
        a_revision(patient, ago(1), red_flags=["haematuria"])

        assert the_row(specialist)["marks"] == [{"kind": "safety", "text": "safety answer, call"}]

    def test_name_the_red_flags_of_a_moment(self):
        specialist = a_specialist()
        patient = a_shared_patient(specialist)
        moment_id = a_moment(patient, ago(0))
        a_revision(patient, ago(0), red_flags=["chest_pain"], moment_id=moment_id)

        assert the_row(specialist)["marks"][0]["side_effects"] == ["chest_pain"]
