"""What a patient reads at once when an answer is a warning sign."""

from hashlib import sha256

import pytest

from backend import clock
from backend.catalogue.service import catalogue
from tests.builders import CONTACTS, a_patient, a_specialist, insert
from tests.phone import Phone, a_moment_id, ago, day_write, moment_write, outcomes, said, said_of

DAY = ago(1)
SHORTENED = ["haematuria", "jaundice"]


@pytest.fixture
def phone(app) -> Phone:
    return Phone(a_patient())


def felt(*side_effects: str, severity: int = 1):
    return {"side_effects": dict.fromkeys(side_effects, severity)}


def sign(phone: Phone, side_effect: str, *, wording: str | None = None) -> None:
    flag = catalogue().flag_for_side_effect(side_effect)
    specialist = a_specialist(clinic=phone.patient.clinic_id)
    insert(
        "text_signatures",
        "r_specialist",
        specialist.id,
        clinic_id=specialist.clinic_id,
        flag_id=flag.id,
        text_hash=sha256((wording or flag.message or "").encode()).digest(),
        signed_by=specialist.id,
        signed_at=clock.now(),
    )


def texts(notices) -> list[str]:
    return [notice["text"] for notice in notices]


def message(side_effect: str, *, signed: bool) -> str | None:
    return catalogue().flag_for_side_effect(side_effect).shown_message(signed=signed)


class TestNotices:
    def test_come_with_every_way_of_writing(self, phone) -> None:
        moment = a_moment_id()
        told = [
            phone.put(DAY, said(**felt("chest_pain"))).json["notices"],
            phone.put(moment, said_of(DAY, **felt("chest_pain"))).json["notices"],
            *(
                result["notices"]
                for result in phone.sync(
                    day_write(ago(2), **felt("chest_pain")),
                    moment_write(a_moment_id(), DAY, **felt("chest_pain")),
                )
            ),
        ]
        flag = catalogue().flag_for_side_effect("chest_pain")
        assert (
            told
            == [
                [
                    {
                        "id": flag.id,
                        "severity": flag.severity,
                        "text": flag.message,
                        "crisis_contacts": CONTACTS,
                    }
                ]
            ]
            * 4
        )

    @pytest.mark.parametrize("severity", [1, 2, 3])
    def test_come_at_every_severity(self, phone, severity) -> None:
        answer = phone.put(DAY, said(**felt("chest_pain", severity=severity)))
        assert len(answer.json["notices"]) == 1

    def test_come_one_for_each_sign(self, phone) -> None:
        signs = sorted(catalogue().red_flag_ids)
        notices = phone.put(DAY, said(**felt(*signs, "nausea"))).json["notices"]
        flags = {catalogue().flag_for_side_effect(name).id for name in signs}
        assert len(notices) == 3
        assert {notice["id"] for notice in notices} == flags

    @pytest.mark.parametrize("effects", [{}, {"chest_pain": 0}, {"nausea": 3, "jaundice": 0}])
    def test_do_not_come_without_a_sign(self, phone, effects) -> None:
        assert "notices" not in phone.put(DAY, said(side_effects=effects)).json
        assert "notices" not in phone.sync(day_write(ago(2), side_effects=effects))[0]

    def test_come_again_whatever_became_of_the_write(self, phone) -> None:
        first = day_write(DAY, **felt("jaundice"))
        again = day_write(DAY, **felt("jaundice"))
        beside = day_write(DAY, note="x", **felt("jaundice"))
        results = phone.sync(first, first, again, beside)

        assert outcomes(results) == ["created", "duplicate", "duplicate", "conflict_kept"]
        assert [len(result["notices"]) for result in results] == [1, 1, 1, 1]
        assert phone.put(DAY, said(**felt("jaundice"))).json["notices"]

    def test_are_not_part_of_the_entry(self, phone) -> None:
        phone.put(DAY, said(**felt("chest_pain")))
        assert "notices" not in phone.get(DAY).json


class TestWordsThatHoldADose:
    @pytest.mark.parametrize("sign_", SHORTENED)
    def test_stay_away_until_a_specialist_signed_them(self, phone, sign_) -> None:
        assert message(sign_, signed=False) != message(sign_, signed=True)
        assert texts(phone.put(DAY, said(**felt(sign_))).json["notices"]) == [
            message(sign_, signed=False)
        ]

    @pytest.mark.parametrize("sign_", SHORTENED)
    def test_are_shown_once_a_specialist_of_the_clinic_signed(self, phone, sign_) -> None:
        sign(phone, sign_)
        full = [message(sign_, signed=True)]

        assert texts(phone.put(DAY, said(**felt(sign_))).json["notices"]) == full
        assert texts(phone.sync(day_write(ago(2), **felt(sign_)))[0]["notices"]) == full

    @pytest.mark.parametrize("sign_", SHORTENED)
    def test_need_a_signature_under_their_present_wording(self, phone, sign_) -> None:
        sign(phone, sign_, wording="as it was worded once")
        notices = phone.put(DAY, said(**felt(sign_))).json["notices"]
        assert texts(notices) == [message(sign_, signed=False)]

    def test_are_not_signed_for_another_clinic_or_flag(self, phone) -> None:
        sign(Phone(a_patient()), "haematuria")
        sign(phone, "jaundice")
        notices = phone.put(DAY, said(**felt("haematuria"))).json["notices"]
        assert texts(notices) == [message("haematuria", signed=False)]

    def test_are_not_needed_for_chest_pain(self, phone) -> None:
        notices = phone.put(DAY, said(**felt("chest_pain"))).json["notices"]
        assert texts(notices) == [catalogue().flag_for_side_effect("chest_pain").message]
