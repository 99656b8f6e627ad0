from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from backend import clock
from tests.builders import (
    a_clinic,
    a_consent,
    a_coordinator,
    a_day,
    a_grant,
    a_patient,
    a_specialist,
    as_,
    fetch,
)
from tests.web.trends.lists import (
    ZONE,
    a_moment,
    a_shared_patient,
    ago,
    caseload,
    names,
    the_row,
    today,
)

pytestmark = pytest.mark.usefixtures("app")


class TestListCaseload:
    def test_shows_means_of_both_weeks_and_their_difference(self):
        specialist = a_specialist()
        patient = a_shared_patient(specialist, name="Ada")
        for back, pain in [
            (0, 6),
            (1, 7),
            (2, 6),
            (6, 6),
            (7, 3),
            (8, 4),
            (9, 3),
            (13, 4),
            (14, 10),
        ]:
            a_day(patient, ago(back), pain_average=pain)

        row = the_row(specialist)

        assert row == {
            "patient_id": str(patient.id),
            "name": "Ada",
            "last_entry_on": str(ago(0)),
            "pain_mean_7d": 6.25,
            "pain_n_7d": 4,
            "pain_change_7d": 2.75,
            "adherence_28d": 0.321,
            "marks": [],
            "reviewed_at": None,
            "reviewed_by": None,
        }

    def test_shows_no_mean_of_three_days_but_their_number(self):
        specialist = a_specialist()
        patient = a_shared_patient(specialist)
        for back in range(3):
            a_day(patient, ago(back), pain_average=5)
        a_day(patient, ago(3), pain_average=5, withdrawn=True)
        a_day(patient, ago(4), pain_worst=5)

        row = the_row(specialist)

        assert (row["pain_mean_7d"], row["pain_n_7d"], row["pain_change_7d"]) == (None, 3, None)

    def test_shows_nothing_of_pain_without_its_grant(self):
        specialist = a_specialist()
        patient = a_shared_patient(specialist, categories=["mood"])
        for back in range(14):
            a_day(patient, ago(back), pain_average=5)

        row = the_row(specialist)

        assert [row[name] for name in ("pain_mean_7d", "pain_n_7d", "pain_change_7d")] == [None] * 3
        assert row["adherence_28d"] == 0.5

    @pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])
    def test_counts_up_to_the_patients_own_today(self, zone):
        specialist = a_specialist()
        patient = a_shared_patient(specialist, time_zone=zone)
        for back in range(7):
            a_day(patient, ago(back, zone), pain_average=4)
        a_day(patient, ago(7, zone), pain_average=10)

        row = the_row(specialist)

        assert (row["pain_mean_7d"], row["pain_n_7d"]) == (4.0, 7)
        assert row["last_entry_on"] == str(today(zone))

    def test_begins_the_day_when_the_patient_says(self):
        specialist = a_specialist()
        patient = a_shared_patient(specialist, day_starts_at=time(23, 59, 59))
        calendar_day = clock.now().astimezone(ZoneInfo(ZONE)).date()
        a_day(patient, calendar_day, pain_average=9)
        for back in range(1, 8):
            a_day(patient, calendar_day - timedelta(days=back), pain_average=4)

        row = the_row(specialist)

        assert (row["pain_mean_7d"], row["pain_n_7d"]) == (4.0, 7)
        assert row["last_entry_on"] == str(calendar_day)

    def test_finds_an_old_last_entry_and_a_moment(self):
        specialist = a_specialist()
        patient = a_shared_patient(specialist)
        a_day(patient, date(2021, 5, 1), missing_reason="too_ill")
        assert the_row(specialist)["last_entry_on"] == "2021-05-01"

        a_moment(patient, date(2021, 6, 1))

        assert the_row(specialist)["last_entry_on"] == "2021-06-01"

    def test_has_no_last_entry_where_nothing_was_written(self):
        specialist = a_specialist()
        a_shared_patient(specialist)

        row = the_row(specialist)

        assert (row["last_entry_on"], row["adherence_28d"], row["marks"]) == (None, 0.0, [])

    def test_expects_only_the_days_since_enrolment(self):
        specialist = a_specialist()
        created_at = clock.now() - timedelta(days=9)
        patient = a_shared_patient(specialist, created_at=created_at)
        for back in (0, 1, 2, 3):
            a_day(patient, ago(back), pain_average=1)

        assert the_row(specialist)["adherence_28d"] == 0.4

    def test_counts_an_earlier_diary_as_enrolled(self):
        specialist = a_specialist()
        patient = a_shared_patient(specialist, created_at=clock.now())
        for back in (0, 2, 4, 6, 9):
            a_day(patient, ago(back), pain_average=1)

        assert the_row(specialist)["adherence_28d"] == 0.5

    def test_counts_no_day_that_was_written_too_late_or_without_the_primary_item(self):
        specialist = a_specialist()
        patient = a_shared_patient(specialist)
        a_day(patient, ago(0), pain_average=1)
        a_day(patient, ago(1), pain_average=1, retrospective=True)
        a_day(patient, ago(2), mood=1)
        a_day(patient, ago(28), pain_average=1)

        assert the_row(specialist)["adherence_28d"] == 0.036

    def test_leaves_out_who_does_not_share(self):
        specialist = a_specialist()
        elsewhere = a_specialist()
        a_patient(clinic=specialist.clinic_id)
        a_shared_patient(elsewhere)
        over = a_patient()
        a_grant(patient=over, specialist=specialist, ended_at=clock.now())
        withdrew = a_patient(consents=False)
        a_consent(withdrew, "c_share", withdrawn_at=clock.now())
        a_grant(patient=withdrew, specialist=specialist)

        assert caseload(specialist) == {"items": [], "next": None}

    def test_shows_a_stand_in_only_who_covers_the_team(self):
        clinic = a_clinic()
        specialist, colleague = a_specialist(clinic=clinic), a_specialist(clinic=clinic)
        a_shared_patient(specialist, name="Alone")
        covered = a_patient(name="Covered")
        a_grant(patient=covered, specialist=specialist, covers_team=True)

        assert names(colleague) == ["Covered"]
        assert sorted(names(specialist)) == ["Alone", "Covered"]
        assert names(a_specialist()) == []

    @pytest.mark.parametrize("make", [a_patient, a_coordinator])
    def test_is_not_there_for_others(self, make):
        assert as_(make()).get("/api/v1/caseload?limit=9999").status_code == 404

    def test_wants_a_sign_in(self):
        assert as_(None).get("/api/v1/caseload").status_code == 401

    def test_writes_down_who_was_shown_once_an_hour(self):
        specialist = a_specialist()
        shown, hidden = a_shared_patient(specialist, name="Ada"), a_shared_patient(specialist)

        for _ in range(3):
            caseload(specialist, name="ada")

        found = fetch(
            "SELECT patient_id, action, denied FROM accesses WHERE patient_id = ANY (%s)",
            [shown.id, hidden.id],
        )
        # Two, should the hour have struck in between.
        assert {*found} == {(shown.id, "caseload.list", False)}
        assert len(found) <= 2
