"""Each kind of damage to the catalogue is found and named."""

import copy
from collections.abc import Callable

import pytest

from backend.catalogue import checks
from tests.catalogue.shipped import CATALOGUE, SIGNATURES, Raw, flag, instrument, named


def _item(raw: Raw, name: str) -> Raw:
    return named(raw["diary"]["items"], name)


def _effect(raw: Raw, name: str) -> Raw:
    return named(raw["side_effects"], name)


DAMAGE: dict[str, tuple[Callable[[Raw], object], str]] = {
    "no section": (lambda c: c.pop("consent"), "consent.items should be a list"),
    "entry without id": (lambda c: c["flags"][0].pop("id"), "an entry lacks id"),
    "number as text": (
        lambda c: c["diary"]["entry_rules"].update(on_time_hours_after_day_end="48"),
        "on_time_hours_after_day_end should be a int",
    ),
    "same id twice": (
        lambda c: c["flags"].append(c["flags"][0]),
        "two entries are called not_safe_button",
    ),
    "one id for item and side effect": (
        lambda c: _effect(c, "nausea").update(id="mood"),
        "diary.items and side_effects: two entries are called mood",
    ),
    "bad id": (lambda c: _item(c, "mood").update(id="Mood!"), "'Mood!' is no id"),
    "unknown scale": (lambda c: _item(c, "mood").update(scale="x"), "mood: unknown scale x"),
    "unknown scale in an instrument": (
        lambda c: instrument(c, "peg")["items"][0].update(scale="x"),
        "peg_1 has the unknown scale x",
    ),
    "unknown category of an item": (
        lambda c: _item(c, "mood").update(category="love"),
        "item mood: unknown category love",
    ),
    "unknown category of a side effect": (
        lambda c: _effect(c, "nausea").update(category="love"),
        "side effect nausea: unknown category love",
    ),
    "unknown category of an instrument": (
        lambda c: instrument(c, "peg").update(category="love"),
        "instrument peg: unknown category love",
    ),
    "asked nowhere": (lambda c: _item(c, "mood").update({"in": ["week"]}), "item mood: asked in"),
    "text among the answers": (
        lambda c: _item(c, "mood").update(scale="free_text_500"),
        "only note is free text",
    ),
    "no note": (lambda c: _item(c, "note").update(id="remark"), "note is missing"),
    "no primary outcome": (
        lambda c: _item(c, "pain_average").pop("primary_outcome"),
        "one item is the primary outcome, not 0",
    ),
    "scale upside down": (
        lambda c: c["scales"]["nrs_pain"].update(min=20),
        "scale nrs_pain: the limits are the wrong way round",
    ),
    "step that misses the limit": (
        lambda c: c["scales"]["percent_0_100"].update(step=30),
        "scale percent_0_100: its limits are no multiples",
    ),
    "broken integers": (
        lambda c: c["scales"]["nrs_pain"].update(max=10.5),
        "scale nrs_pain: an integer scale",
    ),
    "same choice twice": (
        lambda c: c["scales"]["yes_no"]["options"][0].update(value=1),
        "scale yes_no: the values of its options",
    ),
    "unknown kind of scale": (
        lambda c: c["scales"]["yes_no"].update(type="slider"),
        "scale yes_no: neither choice",
    ),
    "no severity": (lambda c: c["scales"].pop("severity_0_3"), "severity_0_3, the scale of the"),
    "LOINC mistyped": (
        lambda c: _item(c, "sleep_hours")["codes"][0].update(code="93832-5"),
        "loinc 93832-5: wrong check digit",
    ),
    "LOINC of an instrument mistyped": (
        lambda c: instrument(c, "peg")["codes"].update(score="91147-8"),
        "loinc 91147-8: wrong check digit",
    ),
    "LOINC of a question mistyped": (
        lambda c: instrument(c, "peg")["items"][0].update(loinc="75893-9"),
        "loinc 75893-9: wrong check digit",
    ),
    "SNOMED mistyped": (
        lambda c: _effect(c, "nausea")["snomed"].update(code="422587008"),
        "snomed 422587008: wrong check digit",
    ),
    "SNOMED as a number": (
        lambda c: _effect(c, "nausea")["snomed"].update(code=422587007),
        "side effect nausea: quote the SNOMED code",
    ),
    "text of a licensed instrument": (
        lambda c: instrument(c, "eq5d5l").update(items=[{"id": "eq_1", "scale": "yes_no"}]),
        "instrument eq5d5l: its licence lets us keep scores only",
    ),
    "instrument without its items": (
        lambda c: instrument(c, "peg").pop("items"),
        "instrument peg: ships its text but has no items",
    ),
    "instrument without licence": (
        lambda c: instrument(c, "peg").update(licence=""),
        "instrument peg: no licence",
    ),
    "unknown shipping": (
        lambda c: instrument(c, "peg").update(shipping="pirate"),
        "instrument peg: unknown shipping pirate",
    ),
    "unknown severity": (
        lambda c: flag(c, "craving").update(severity="grave"),
        "flag craving: unknown severity grave",
    ),
    "flag on nothing": (
        lambda c: flag(c, "fall_or_accident")["when"].update(item="ps_trip"),
        "flag fall_or_accident: unknown item ps_trip",
    ),
    "empty message": (
        lambda c: flag(c, "craving").update(message=""),
        "flag craving: the patient would see an empty message",
    ),
    "message for nobody": (
        lambda c: flag(c, "bp_crisis").update(message="Lie down."),
        "flag bp_crisis: has a message that nobody sees",
    ),
    "red flag without words": (
        lambda c: flag(c, "chest_or_breath").update(message=None, patient_sees_message=False),
        "side effect chest_pain: no flag tells the patient",
    ),
    "red flag that waits": (
        lambda c: flag(c, "liver_signs")["when"].update(min_count=2),
        "side effect jaundice: no flag tells the patient",
    ),
    "new red flag": (
        lambda c: _effect(c, "nausea").update(red_flag=True),
        "side effect nausea: no flag tells the patient",
    ),
    "message that needs a signature": (
        lambda c: flag(c, "craving").update(message="Do not take your next ketamine dose."),
        "flag craving: tells the patient to hold a dose",
    ),
    "nothing required": (
        lambda c: [item.update(required=False) for item in c["consent"]["items"]],
        "consent: no item is required",
    ),
    "required how": (
        lambda c: c["consent"]["items"][0].update(required="yes"),
        "consent c_use: needs a text and says",
    ),
    "nothing needed to grant": (
        lambda c: named(c["consent"]["items"], "c_share").pop("needed_to"),
        "consent: no item is needed to grant",
    ),
    "card of no kind": (
        lambda c: c["evidence_cards"][0].update(kind="rumour"),
        "card e01: needs a text and a known kind",
    ),
    "card from nowhere": (
        lambda c: c["evidence_cards"][0].update(source="HEARSAY"),
        "card e01: unknown source HEARSAY",
    ),
    "no time to write": (
        lambda c: c["diary"]["entry_rules"].update(on_time_hours_after_day_end=0),
        "on_time_hours_after_day_end is not above 0",
    ),
    "reminder at no time": (
        lambda c: c["diary"]["entry_rules"].update(default_reminder_local_time="24:00"),
        "default_reminder_local_time is no time",
    ),
    "second reminder at once": (
        lambda c: c["diary"]["entry_rules"].update(second_reminder_after_minutes=0),
        "second_reminder_after_minutes is not from 15 to 720",
    ),
    "mean of two minds": (
        lambda c: c["outcomes"]["missing_data"].update(rolling_mean_min_points=5),
        "flag pain_up: its window and fewest days",
    ),
    "mean without a window": (
        lambda c: c["flags"].remove(flag(c, "pain_up")),
        "flag pain_up: its window and fewest days",
    ),
    "bands with a hole": (
        lambda c: c["outcomes"]["adherence"]["bands"].pop(),
        "the bands go down from the best to 0",
    ),
}


class TestFindings:
    def test_are_none_in_the_catalogue_that_ships(self) -> None:
        assert checks.findings(CATALOGUE, SIGNATURES) == []

    @pytest.mark.parametrize("damage", DAMAGE)
    def test_name_the_damage(self, damage: str) -> None:
        raw = copy.deepcopy(CATALOGUE)
        spoil, words = DAMAGE[damage]
        spoil(raw)

        assert words in "\n".join(checks.findings(raw, SIGNATURES))

    @pytest.mark.parametrize("nonsense", [None, [], "text", {"scales": 3}])
    def test_survive_a_document_that_is_no_catalogue(self, nonsense: object) -> None:
        assert checks.findings(nonsense, nonsense)


class TestSignatures:
    def _found(self, **changes: str | None) -> str:
        messages = {**SIGNATURES["unsigned_messages"], **changes}
        kept = {name: message for name, message in messages.items() if message is not None}
        return "\n".join(checks.findings(CATALOGUE, {"unsigned_messages": kept}))

    def test_name_flags_that_exist(self) -> None:
        assert "there is no flag gout" in self._found(gout="Rest.")

    def test_are_only_for_messages_that_hold_a_dose(self) -> None:
        assert "craving does not tell anybody to hold" in self._found(craving="Call us.")

    def test_leave_the_rest_of_the_message_as_it_is(self) -> None:
        assert "liver_signs should read as its message" in self._found(liver_signs="Rest.")

    def test_take_the_held_dose_out(self) -> None:
        signed = flag(CATALOGUE, "haematuria")["message"]
        assert "haematuria should read as its message" in self._found(haematuria=signed)

    def test_cover_every_message_that_holds_a_dose(self) -> None:
        assert "haematuria: tells the patient to hold" in self._found(haematuria=None)

    def test_are_texts(self) -> None:
        assert checks.findings(CATALOGUE, {"unsigned_messages": {"haematuria": 1}})
