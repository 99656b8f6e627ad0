"""The two parts of the phenotype, each granted by its own category."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from backend.access import policy
from backend.accounts.rules import Actor
from backend.catalogue.service import catalogue
from backend.errors import Invalid, NotFound
from backend.phenotype import queries, rules
from backend.phenotype.models import Phenotype
from backend.records import service as records
from backend.records.rules import Became, Change, Kept, Version

KIND = "phenotype"
PAIN, SUBSTANCE = "pain", "substance"
UNKNOWN = "unknown"
TEXTS = ("onset_event", "treatments_failed_other")


def part_id(patient_id: UUID, part: str) -> UUID:
    """The id under which a part of this patient's phenotype is kept."""
    return patient_id if part == PAIN else uuid5(patient_id, f"phenotype/{part}")


def keep_pain(change: Change, wish: Mapping[str, Any]) -> Kept:
    """Let the phenotype of the pain be as wished, or raise Invalid or what `decide` does."""
    if flaws := rules.flaws_of_grade(wish["pain_mechanism"], wish["neuropathic_grade"]):
        raise Invalid(flaws)
    said = {name: value for name, value in wish.items() if name not in (*TEXTS, "reason")}
    return _keep(change, PAIN, said, {name: wish[name] for name in TEXTS})


def keep_substance(change: Change, wish: Mapping[str, Any]) -> Kept:
    """The same of substance use; raises NotFound where that category isn't granted."""
    policy.require_category(change.by, change.patient_id, SUBSTANCE)
    said = {name: value for name, value in wish.items() if name != "reason"}
    return _keep(change, SUBSTANCE, said, {})


def get_part(patient_id: UUID, part: str, *, reader: Actor) -> dict[str, Any]:
    """A part of the phenotype, or raise NotFound where none is recorded or granted."""
    found = queries.find_part(patient_id, part_id(patient_id, part))
    if found is None:
        raise NotFound
    return document_of(found, reader)


def versions(patient_id: UUID, part: str, *, reader: Actor) -> Sequence[Version]:
    """Every version of a part, oldest first, or raise NotFound."""
    return records.versions(patient_id, KIND, part_id(patient_id, part), reader=reader)


def sex_at_birth(patient_id: UUID) -> str | None:
    """As a specialist recorded it, None where unknown."""
    found = queries.find_part(patient_id, part_id(patient_id, PAIN))
    said = found.document.get("sex_at_birth") if found else None
    return None if said == UNKNOWN else said


def document_of(row: Phenotype, reader: Actor) -> dict[str, Any]:
    """The part as its reader sees it, with what is worked out."""
    known = catalogue().phenotype
    said = dict(row.document)
    cautions = [{"id": each, "level": known.cautions[each]} for each in said.pop("cautions")]
    shown = {
        "id": row.id,
        "revision": row.revision,
        "recorded_by": row.recorded_by,
        "recorded_role": row.recorded_role,
        "recorded_at": row.recorded_at,
        **said,
        "cautions": cautions,
    }
    if row.part == SUBSTANCE:
        return shown
    texts = {}
    if row.texts_sealed is not None:
        texts = records.texts_of(row, KIND, key=records.key_for(row.patient_id, reader))
    index = rules.wpi(said["body_sites"], known.wpi_areas)
    return {**shown, **{name: texts.get(name) for name in TEXTS}, "wpi": index}


def _keep(change: Change, part: str, said: Mapping[str, Any], texts: Mapping[str, Any]) -> Kept:
    current = records.begin(Phenotype, change)
    became = records.decide(change, current)
    row = current or Phenotype(
        **records.stamp(change),
        part=part,
        category=SUBSTANCE if part == SUBSTANCE else None,
        document={},
    )
    if became is not Became.UNCHANGED:
        row.document = dict(said)
        records.keep(row, change, texts=texts)
    return Kept(document_of(row, change.by), row.revision, became)
