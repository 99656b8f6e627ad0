from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import (
    a_day,
    a_grant,
    a_patient,
    a_specialist,
)
from tests.web.trends.asking import FIRST, days_after, trend

pytestmark = pytest.mark.usefixtures("app")


ENTRY = st.fixed_dictionaries(
    {
        "pain_average": st.none() | st.integers(0, 10),
        "sleep_hours": st.none() | st.integers(0, 48).map(lambda half: half / 2),
        "side_effects_any": st.none() | st.integers(0, 1),
        "side_effects": st.dictionaries(st.sampled_from(["nausea", "low_mood"]), st.integers(1, 3)),
        "retrospective": st.booleans(),
        "withdrawn": st.booleans(),
    }
)
MODELLED = ("pain_average", "sleep_hours", "side_effects_any", "nausea", "low_mood")


def modelled(diary, measure, day):
    """What a day shows, thought anew and slowly."""
    entry = diary.get(day)
    if entry is None or entry["withdrawn"]:
        return None
    if measure in entry:
        return entry[measure]
    if measure in entry["side_effects"]:
        return entry["side_effects"][measure]
    asked = entry["side_effects_any"] is not None or entry["side_effects"]
    return 0 if asked else None


def modelled_row(diary, measure, day):
    week = [modelled(diary, measure, day - timedelta(days=back)) for back in range(7)]
    seen = [value for value in week if value is not None]
    mean = int(sum(seen) / len(seen) * 100 + 0.5 + 1e-9) / 100 if len(seen) >= 4 else None
    row = {"day": str(day), "value": week[0], "mean_7d": mean, "n_7d": len(seen)}
    entry = diary.get(day)
    if entry and entry["retrospective"] and not entry["withdrawn"]:
        row["late"] = True
    return row


class TestAgainstAModel:
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.dictionaries(st.integers(-8, 25).map(lambda n: FIRST + timedelta(days=n)), ENTRY),
        st.integers(0, 20),
        st.booleans(),
    )
    def test_agrees_over_random_diaries(self, diary, length, through_a_grant):
        patient, last = a_patient(), FIRST + timedelta(days=length)
        reader = patient
        for day, entry in diary.items():
            a_day(patient, day, **entry)
        if through_a_grant:
            reader = a_specialist(clinic=patient.clinic_id)
            a_grant(patient=patient, specialist=reader)

        answer = trend(reader, patient, first=FIRST, last=last, measures=",".join(MODELLED))

        assert answer.json["measures"] == {
            measure: [modelled_row(diary, measure, d) for d in days_after(FIRST, length + 1)]
            for measure in MODELLED
        }
