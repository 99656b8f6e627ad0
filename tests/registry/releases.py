"""How the tests make a release and look at it."""

import csv
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from backend.registry import rules
from tests.builders import a_consent, a_patient

CONSENTED_AT = datetime(2026, 3, 10, 12, tzinfo=UTC)
CONSENT_DAY = date(2026, 3, 10)


@dataclass(frozen=True)
class Found:
    """A release as it lies in its folder."""

    folder: Path
    key: bytes

    @property
    def manifest(self):
        return json.loads((self.folder / "manifest.json").read_text())

    @property
    def text(self):
        return (self.folder / "days.csv").read_text()

    @property
    def rows(self):
        return list(csv.DictReader(self.text.splitlines()))

    def of(self, patient):
        """The rows of one patient."""
        name = rules.pseudonym(rules.key_of(self.manifest["registry"], self.key), patient.id)
        return [row for row in self.rows if row["pseudonym"] == name]


def a_participant(*, given_at=CONSENTED_AT, withdrawn_at=None, **values):
    patient = a_patient(**values)
    a_consent(patient, "c_registry", given_at=given_at, withdrawn_at=withdrawn_at)
    return patient
