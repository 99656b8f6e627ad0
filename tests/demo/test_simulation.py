"""The simulated patients and their diaries."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from statistics import fmean
from zoneinfo import ZoneInfo

import pytest

from backend.catalogue.service import catalogue
from backend.demo.course import Course
from backend.demo.patients import simulated_patients
from backend.demo.simulation import LONGEST_DELAY_DAYS, simulated_writes

OPENED_ON = date(2026, 3, 10)
NOW = datetime(2026, 3, 10, 23, 59, tzinfo=UTC)
PATIENTS = {patient.key: patient for patient in simulated_patients()}


def diary(patient, *, first=None, now=NOW, opened_on=OPENED_ON):
    first = first or patient.enrolled_on(opened_on)
    last = now.astimezone(ZoneInfo(patient.time_zone)).date()
    return simulated_writes(patient, opened_on=opened_on, first=first, last=last, now=now)


@pytest.fixture(scope="module")
def diaries():
    return {key: diary(patient) for key, patient in PATIENTS.items()}


def every_write(diaries):
    return [write for writes in diaries.values() for write in writes]


class TestSimulatedPatients:
    def test_are_eighteen_who_all_say_that_they_are_simulated(self):
        assert len(PATIENTS) == 18
        assert all(patient.name.endswith(" (simulated)") for patient in PATIENTS.values())

    def test_have_addresses_of_their_own_that_no_mail_reaches(self):
        emails = {patient.email for patient in PATIENTS.values()}
        assert len(emails) == 18
        assert all(email.endswith("@example.org") for email in emails)

    def test_live_in_known_zones(self):
        assert all(ZoneInfo(patient.time_zone) for patient in PATIENTS.values())

    def test_tend_to_side_effects_of_the_catalogue(self):
        told = {s for patient in PATIENTS.values() for s in patient.side_effects}
        assert told <= set(catalogue().side_effects) - catalogue().red_flag_ids


class TestSimulatedWrites:
    def test_stay_inside_the_catalogue(self, diaries):
        items, side_effects = catalogue().items, catalogue().side_effects
        for write in every_write(diaries):
            assert set(write["side_effects"]) <= set(side_effects)
            assert set(write["side_effects"].values()) <= {1, 2, 3}
            for item, value in write["answers"].items():
                assert "day" in items[item].kinds
                assert value is None or is_on(items[item].scale, value), (item, value)

    def test_keep_average_pain_between_least_and_worst(self, diaries):
        for write in every_write(diaries):
            order = [write["answers"].get(i) for i in ("pain_least", "pain_average", "pain_worst")]
            known = [value for value in order if value is not None]
            assert known == sorted(known)

    def test_have_one_entry_a_day_with_a_write_id_of_its_own(self, diaries):
        for writes in diaries.values():
            assert len({write["day"] for write in writes}) == len(writes)
        ids = [write["write_id"] for write in every_write(diaries)]
        assert len(set(ids)) == len(ids)

    def test_are_the_same_each_time_whatever_chance_does_elsewhere(self, diaries):
        random.seed(1)
        assert {key: diary(patient) for key, patient in PATIENTS.items()} == diaries

    def test_of_a_day_do_not_depend_on_the_days_asked_for(self, diaries):
        patient = PATIENTS["ada.sample"]
        first = OPENED_ON - timedelta(days=50)
        alone = diary(patient, first=first)
        assert alone == [w for w in diaries[patient.key] if date.fromisoformat(w["day"]) >= first]

    @pytest.mark.parametrize("patient", PATIENTS.values(), ids=lambda patient: patient.key)
    def test_only_grow_at_the_end_when_topped_up(self, patient, diaries):
        later = diary(patient, now=NOW + timedelta(days=40))
        before = diaries[patient.key]
        assert later[: len(before)] == before

    def test_are_complete_when_a_top_up_begins_early_enough(self):
        for patient in PATIENTS.values():
            topped_up = {write["day"]: write for write in diary(patient)}
            then = NOW + timedelta(days=9)
            first = OPENED_ON - timedelta(days=LONGEST_DELAY_DAYS)
            for write in diary(patient, first=max(first, patient.enrolled_on(OPENED_ON)), now=then):
                assert topped_up.setdefault(write["day"], write) == write
            assert topped_up == {write["day"]: write for write in diary(patient, now=then)}

    def test_are_never_of_the_future(self, diaries):
        for key, writes in diaries.items():
            today = NOW.astimezone(ZoneInfo(PATIENTS[key].time_zone)).date().isoformat()
            assert all(datetime.fromisoformat(write["written_at"]) <= NOW for write in writes)
            assert all(write["day"] <= today for write in writes)

    def test_leave_today_out_until_its_evening(self):
        noon = datetime(2026, 3, 10, 11, tzinfo=UTC)
        for patient in PATIENTS.values():
            if patient.time_zone.startswith("Europe/"):
                assert all(write["day"] < "2026-03-10" for write in diary(patient, now=noon))

    def test_carry_the_offset_of_the_patients_zone(self, diaries):
        for key, writes in diaries.items():
            for write in writes:
                written_at = datetime.fromisoformat(write["written_at"])
                assert write["time_zone"] == PATIENTS[key].time_zone
                assert (
                    written_at.utcoffset()
                    == written_at.astimezone(ZoneInfo(PATIENTS[key].time_zone)).utcoffset()
                )

    def test_are_as_frequent_as_the_patient_is_faithful(self, diaries):
        for key, writes in diaries.items():
            patient = PATIENTS[key]
            if patient.enrolled_days_ago < 60 or patient.stopped_days_ago:
                continue
            answered = sum("missing_reason" not in write for write in writes)
            assert answered / patient.enrolled_days_ago == pytest.approx(
                patient.adherence, abs=0.12
            )

    def test_hold_gaps_notes_reasons_and_late_days(self, diaries):
        writes = every_write(diaries)
        late = [w for w in writes if delay(w) >= timedelta(days=3)]
        assert all(len(of) >= 10 for of in (late, [w for w in writes if "note" in w]))
        reasons = Counter(write.get("missing_reason") for write in writes)
        assert set(reasons) - {None} == {
            "too_ill", "too_drowsy", "no_phone", "forgot", "did_not_want"
        }  # fmt: skip
        assert any(None in write["answers"].values() for write in writes)

    def test_answer_nothing_on_a_day_with_a_reason(self, diaries):
        for write in every_write(diaries):
            if "missing_reason" in write:
                assert (write["answers"], write["side_effects"]) == ({}, {})

    def test_name_no_side_effect_where_the_answer_is_no(self, diaries):
        for write in every_write(diaries):
            if write["side_effects"]:
                assert write["answers"]["side_effects_any"] == 1

    def test_say_what_the_other_side_effect_was(self, diaries):
        others = [w for w in every_write(diaries) if "other" in w["side_effects"]]
        assert others
        assert all(write["other_text"] for write in others)


class TestStories:
    def test_one_reports_blood_in_the_urine_of_late_and_again(self, diaries):
        told = [w["day"] for w in diaries["elena.esempio"] if "haematuria" in w["side_effects"]]
        assert told == ["2026-03-07"]
        then = diary(PATIENTS["elena.esempio"], now=NOW + timedelta(days=30))
        assert "2026-03-31" in [w["day"] for w in then if "haematuria" in w["side_effects"]]

    def test_one_had_chest_pain_long_ago(self, diaries):
        told = [w["day"] for w in diaries["bram.voorbeeld"] if "chest_pain" in w["side_effects"]]
        assert told == ["2025-10-01"]

    def test_nobody_else_raises_a_red_flag(self, diaries):
        raised = {
            key
            for key, writes in diaries.items()
            if any(catalogue().red_flag_ids & set(write["side_effects"]) for write in writes)
        }
        assert raised == {"elena.esempio", "bram.voorbeeld"}

    @pytest.mark.parametrize("opened_on", [OPENED_ON + timedelta(days=n) for n in range(0, 300, 7)])
    def test_red_flags_come_whenever_the_demo_is_opened(self, opened_on):
        now = NOW + (opened_on - OPENED_ON)
        writes = diary(PATIENTS["elena.esempio"], now=now, opened_on=opened_on)
        assert any("haematuria" in write["side_effects"] for write in writes[-6:])

    def test_one_stopped_writing_three_weeks_ago(self, diaries):
        assert max(write["day"] for write in diaries["finn.eksempel"]) <= "2026-02-17"

    def test_one_began_three_days_ago(self, diaries):
        assert 0 < len(diaries["orla.sampla"]) <= 4


class TestCourse:
    def test_eases_pain_after_a_session_by_what_the_patient_responds(self):
        patient = PATIENTS["dieter.beispiel"]
        course = Course(patient, OPENED_ON)
        by_day = {}
        for ago in range(patient.enrolled_days_ago):
            day = OPENED_ON - timedelta(days=ago)
            by_day.setdefault(course.days_since_session(day), []).append(course.pain(day))
        untreated, fourth = fmean(by_day[None]), fmean(by_day[4])
        assert untreated == pytest.approx(patient.baseline_pain, abs=1)
        assert untreated - fourth > 2

    def test_has_the_first_session_after_two_weeks(self):
        patient = PATIENTS["ada.sample"]
        course, enrolled_on = Course(patient, OPENED_ON), patient.enrolled_on(OPENED_ON)
        assert course.days_since_session(enrolled_on + timedelta(days=13)) is None
        assert course.days_since_session(enrolled_on + timedelta(days=14)) == 0
        assert course.days_since_session(enrolled_on + timedelta(days=14 + 28)) == 0


def is_on(scale, value):
    if scale.kind == "choice":
        return type(value) is int and value in scale.choices
    if scale.kind == "integer" and type(value) is not int:
        return False
    return scale.minimum <= value <= scale.maximum and value % scale.step == 0


def delay(write):
    written_on = datetime.fromisoformat(write["written_at"]).date()
    return written_on - date.fromisoformat(write["day"])
