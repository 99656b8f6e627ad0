"""How laboratory results are recorded."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from backend.accounts.rules import Actor
from backend.catalogue.service import catalogue
from backend.errors import Invalid
from backend.records import service as records
from backend.records.rules import Became, Change, Kept
from backend.treatment import queries
from backend.treatment.models import LabReport
from backend.treatment.rules.documents import plain
from backend.treatment.rules.labs import flaws_of, said_of, times_upper_limit

KIND = "labs"
SHOWN = ("id", "revision", "recorded_by", "recorded_role", "recorded_at", "status", "taken_at")


def keep_labs(change: Change, wish: Mapping[str, Any]) -> Kept:
    """Let the report say what is wished, or raise Invalid or what `records.service.decide` does.

    Units are kept as the laboratory gave them; nothing is converted.
    """
    current = records.begin(LabReport, change)
    became = records.decide(change, current)
    if current is not None and became is Became.UNCHANGED:
        return Kept(document_of(current, change.by), current.revision, became)
    if wish["status"] == "entered_in_error":
        if current is None:
            raise Invalid({"status": ["There is nothing to strike out."]})
        row, laboratory = current, _laboratory(current, change.by)
        row.status = "entered_in_error"
    else:
        row, laboratory = _written(current, change, wish), wish["laboratory"]
    records.keep(row, change, texts={"laboratory": laboratory})
    return Kept(document_of(row, change.by), row.revision, became)


def get_labs(patient_id: UUID, report_id: UUID, *, reader: Actor) -> dict[str, Any]:
    """The report's document, or raise NotFound."""
    return document_of(records.get_record(LabReport, patient_id, report_id), reader)


def labs_of(
    patient_id: UUID, *, reader: Actor, before: Sequence[Any] | None, limit: int
) -> list[dict[str, Any]]:
    """The patient's reports, the latest sample first."""
    found = queries.lab_reports(patient_id, before=before, limit=limit)
    return [document_of(report, reader) for report in found]


def document_of(report: LabReport, reader: Actor) -> dict[str, Any]:
    """The report as its reader sees it, each result with how many times its upper limit it is."""
    return {
        **{name: getattr(report, name) for name in SHOWN},
        "laboratory": _laboratory(report, reader),
        "results": [
            {**result, "times_upper_limit": times_upper_limit(result)} for result in report.results
        ],
    }


def _laboratory(report: LabReport, reader: Actor) -> str | None:
    if report.texts_sealed is None:
        return None
    key = records.key_for(report.patient_id, reader)
    laboratory: str | None = records.texts_of(report, KIND, key=key).get("laboratory")
    return laboratory


def _written(current: LabReport | None, change: Change, wish: Mapping[str, Any]) -> LabReport:
    if flaws := flaws_of(wish["results"], catalogue().treatment.labs):
        raise Invalid(flaws)
    results = [plain(said_of(result)) for result in wish["results"]]
    if current is None:
        stamp = records.stamp(change)
        return LabReport(**stamp, status="final", taken_at=wish["taken_at"], results=results)
    current.taken_at, current.results = wish["taken_at"], results
    return current
