"""What a patient may still do without the consents that the diary needs."""

import pytest

from backend import clock
from backend.catalogue.service import catalogue
from tests.builders import a_consent, a_patient, acting
from tests.phone import Phone, ago, day_write, said

DAY = ago(1)
REQUIRED = catalogue().required_consents


def writes(phone: Phone) -> list[tuple[int, str]]:
    answers = [
        phone.put(DAY, said(answers={"mood": 9}), based_on=1),
        phone.withdraw(DAY),
        phone.post(day_write(DAY)),
        phone.post(),
    ]
    return [(answer.status_code, answer.json["code"]) for answer in answers]


class TestWithoutRequiredConsents:
    @pytest.mark.parametrize("missing", REQUIRED)
    def test_nothing_is_written(self, app, missing) -> None:
        patient = a_patient(consents=False)
        a_consent(patient, *(item for item in REQUIRED if item != missing), "c_share")

        assert writes(Phone(patient)) == [(403, "consent_required")] * 4

    @pytest.mark.parametrize("withdrawn", REQUIRED)
    def test_a_withdrawn_one_stops_writing_and_not_reading(self, app, withdrawn) -> None:
        patient = a_patient()
        phone = Phone(patient)
        phone.put(DAY, said(answers={"mood": 4}))
        with acting("r_patient", patient.id) as connection:
            connection.execute(
                "UPDATE consents SET withdrawn_at = %s WHERE item = %s", (clock.now(), withdrawn)
            )

        assert writes(phone) == [(403, "consent_required")] * 4
        assert phone.get(DAY).json["answers"]["mood"] == 4
        assert len(phone.revisions(DAY)) == len(phone.changes()) == 1

    def test_the_one_to_share_is_not_among_them(self, app) -> None:
        patient = a_patient(consents=False)
        a_consent(patient, *REQUIRED)
        assert Phone(patient).put(DAY, said()).status_code == 201
