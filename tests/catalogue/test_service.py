"""The catalogue as the rest of the house reads it."""

import hashlib
import json
from datetime import time
from importlib import resources

import pytest

from backend.catalogue.rules import Flag
from backend.catalogue.service import CatalogueBroken, catalogue, load


def _shipped(name: str) -> bytes:
    return resources.files("backend.catalogue").joinpath(name).read_bytes()


class TestLoad:
    def test_refuses_a_broken_catalogue_with_every_finding(self) -> None:
        broken = _shipped("catalogue.yaml").replace(b"category: mood", b"category: love")

        with pytest.raises(CatalogueBroken) as refusal:
            load(broken, _shipped("signatures.yaml"))

        assert len(refusal.value.findings) > 3
        assert "item mood: unknown category love" in str(refusal.value)

    def test_refuses_what_is_not_yaml(self) -> None:
        with pytest.raises(CatalogueBroken, match="not YAML"):
            load(b"{", b"{}")

    def test_refuses_a_day_that_no_month_has(self) -> None:
        with pytest.raises(CatalogueBroken, match="not YAML: month"):
            load(b"read_on: 2026-13-01", b"{}")


class TestCatalogue:
    def test_is_read_once(self) -> None:
        assert catalogue() is catalogue()

    def test_keeps_the_whole_document_and_its_tag(self) -> None:
        whole = catalogue()
        document = json.loads(whole.document)

        assert document["catalogue"]["version"] == whole.version
        assert len(document["instruments"]) == 29
        assert whole.etag == hashlib.sha256(whole.document).hexdigest()

    def test_gives_days_their_answers_in_the_order_asked(self) -> None:
        asked = [item.id for item in catalogue().day_items]

        assert asked[:3] == ["pain_average", "pain_worst", "pain_interference"]
        assert len(asked) == 17
        assert "note" not in asked

    def test_gives_moments_five_answers(self) -> None:
        asked = [item.id for item in catalogue().moment_items]
        assert asked == ["mood", "anxiety", "fatigue", "rescue_doses", "pain_now"]

    def test_knows_the_category_of_everything_a_trend_may_show(self) -> None:
        measures = catalogue().measures

        assert len(measures) == 17 + 31
        assert measures["pain_average"] == "pain"
        assert measures["low_mood"] == "mood"
        assert measures["craving"] == "substance"
        assert "note" not in measures

    def test_knows_the_numbers_that_the_code_applies(self) -> None:
        whole = catalogue()

        assert (whole.on_time_hours, whole.note_max_length) == (48, 500)
        assert (whole.rolling_mean_days, whole.rolling_mean_min) == (7, 4)
        assert whole.primary_item == "pain_average"
        assert (whole.reminder_at, whole.second_reminder_after_minutes) == (time(19), 120)

    @pytest.mark.parametrize(
        ("share", "label"),
        [(1, "good"), (0.8, "good"), (0.79, "partial"), (0.49, "low"), (0, "low")],
    )
    def test_names_the_band_of_an_adherence(self, share: float, label: str) -> None:
        assert catalogue().adherence_band(share) == label

    def test_tells_required_consents_from_those_needed_to_grant(self) -> None:
        assert catalogue().required_consents == ("c_use", "c_offlabel", "c_not_emerg", "c_safety")
        assert catalogue().consents_needed_to("grant") == ("c_share",)
        assert len(catalogue().consent_items) == 11
        assert len(catalogue().cards) == 18


class TestFlagForSideEffect:
    def test_answers_every_red_flag(self) -> None:
        assert catalogue().red_flag_ids == {"chest_pain", "haematuria", "jaundice"}
        for name in catalogue().red_flag_ids:
            assert catalogue().flag_for_side_effect(name).message

    def test_finds_a_condition_inside_an_any(self) -> None:
        assert catalogue().flag_for_side_effect("haematuria").id == "haematuria"

    @pytest.mark.parametrize("name", ["dysuria", "sedation", "nausea", "mood"])
    def test_knows_none_that_waits_for_more(self, name: str) -> None:
        with pytest.raises(KeyError):
            catalogue().flag_for_side_effect(name)


class TestShownMessage:
    @pytest.fixture
    def held(self) -> Flag:
        return catalogue().flag_for_side_effect("jaundice")

    def test_tells_to_hold_a_dose_once_signed(self, held: Flag) -> None:
        assert "next ketamine dose" in (held.shown_message(signed=True) or "")

    def test_says_the_rest_before(self, held: Flag) -> None:
        assert held.needs_signature
        assert held.shown_message(signed=False) == (
            "Yellow skin or eyes, or very dark urine, can mean a liver problem. "
            "Please call a doctor today."
        )

    def test_needs_no_signature_otherwise(self) -> None:
        flag = catalogue().flag_for_side_effect("chest_pain")

        assert not flag.needs_signature
        assert flag.shown_message(signed=False) == flag.message
