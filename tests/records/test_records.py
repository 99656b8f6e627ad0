"""Records that are amended, never overwritten."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask

from backend.accounts.rules import Actor
from backend.database import bind_actor, db
from backend.errors import Invalid, NotFound, Stale
from backend.records import service
from backend.records.rules import Became, Change, Precondition
from backend.treatment.models import LabReport
from tests.builders import Person, a_grant, a_patient, a_specialist, fetch

NEW = Precondition(frozenset({0}))
ANY = Precondition(frozenset(), whatever=True)
TAKEN_AT = datetime(2026, 3, 1, 9, tzinfo=UTC)


def an_actor(person: Person) -> Actor:
    return Actor(
        id=person.id,
        role=person.role,
        clinic_id=person.clinic_id,
        sign_in_id=uuid4(),
        signed_in_at=TAKEN_AT,
    )


def on(*revisions: int) -> Precondition:
    return Precondition(frozenset(revisions))


class Desk:
    """A specialist who records laboratory reports of one patient."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.patient, self.specialist = a_patient(), a_specialist()
        a_grant(patient=self.patient, specialist=self.specialist, categories=["pain"])

    def record(self, record_id: UUID, precondition: Precondition, **said: Any) -> tuple[Any, int]:
        """What became of it, and the revision that stands."""
        reason = said.pop("reason", None)
        change = Change(
            patient_id=self.patient.id,
            record_id=record_id,
            kind="labs",
            by=an_actor(self.specialist),
            precondition=precondition,
            content=said,
            reason=reason,
        )
        with self.app.app_context():
            bind_actor("r_specialist", self.specialist.id)
            current = service.begin(LabReport, change)
            became = service.decide(change, current)
            row = current or LabReport(
                **service.stamp(change), status="final", taken_at=TAKEN_AT, results=[]
            )
            if became is not Became.UNCHANGED:
                row.status = said.get("status", "final")
                service.keep(row, change, texts={"note": said.get("note")})
            revision = row.revision
            db.session.commit()
        return became, revision

    def versions(self, record_id: UUID, *, reader: Person | None = None) -> Any:
        person = reader or self.specialist
        with self.app.app_context():
            bind_actor(person.role.database_role, person.id)
            return service.versions(self.patient.id, "labs", record_id, reader=an_actor(person))


@pytest.fixture
def desk(app: Flask) -> Iterator[Desk]:
    return Desk(app)


class TestDecide:
    def test_makes_a_record_once_however_often_it_is_sent(self, desk):
        record_id = uuid4()

        first = desk.record(record_id, NEW, value=Decimal("4.50"), note="fasting")
        again = desk.record(record_id, NEW, note="fasting", value=Decimal("4.50"))

        assert first == (Became.CREATED, 1)
        assert again == (Became.UNCHANGED, 1)
        assert len(desk.versions(record_id)) == 1

    def test_refuses_a_change_of_an_outdated_version(self, desk):
        record_id = uuid4()
        desk.record(record_id, NEW, value=1)
        desk.record(record_id, on(1), value=2, reason="typing error")

        with pytest.raises(Stale) as refusal:
            desk.record(record_id, on(1), value=3, reason="another thought")

        assert refusal.value.more["current"]["revision"] == 2

    @pytest.mark.parametrize("precondition", [on(1), ANY])
    def test_refuses_to_change_what_is_not_there(self, desk, precondition):
        with pytest.raises(Stale) as refusal:
            desk.record(uuid4(), precondition, value=1)

        assert refusal.value.more["current"] is None

    def test_wants_a_reason_for_every_change_after_the_first(self, desk):
        record_id = uuid4()
        desk.record(record_id, NEW, value=1)

        with pytest.raises(Invalid) as refusal:
            desk.record(record_id, on(1), value=2)

        assert set(refusal.value.more["fields"]) == {"reason"}

    def test_takes_no_change_of_what_was_struck_out(self, desk):
        record_id = uuid4()
        desk.record(record_id, NEW, value=1)
        desk.record(record_id, ANY, status="entered_in_error", reason="another person's sample")

        with pytest.raises(service.EnteredInError):
            desk.record(record_id, on(2), value=1, reason="it was right after all")


class TestKeep:
    def test_keeps_each_version_with_author_and_reason(self, desk):
        record_id = uuid4()
        desk.record(record_id, NEW, value=1)
        desk.record(record_id, on(1), value=2, reason="read off the wrong line")

        first, second = desk.versions(record_id)

        assert (first.content, first.reason) == ({"value": 1}, None)
        assert (second.content, second.reason) == ({"value": 2}, "read off the wrong line")
        assert second.recorded_by == desk.specialist.id

    def test_stores_no_text_in_the_clear(self, desk):
        record_id = uuid4()
        desk.record(record_id, NEW, note="canary in the coal mine")
        desk.record(record_id, on(1), note="canary again", reason="canary of a reason")

        for table in ("lab_reports", "record_revisions"):
            rows = fetch(f"SELECT t::text FROM {table} t WHERE patient_id = %s", desk.patient.id)
            assert rows
            assert "canary" not in str(rows)
            assert b"canary".hex() not in str(rows)

    def test_lets_the_patient_read_the_versions_too(self, desk):
        record_id = uuid4()
        desk.record(record_id, NEW, note="for both of us")

        (version,) = desk.versions(record_id, reader=desk.patient)

        assert version.content == {"note": "for both of us"}

    def test_shows_them_to_nobody_else(self, desk):
        record_id = uuid4()
        desk.record(record_id, NEW, value=1)

        with pytest.raises(NotFound):
            desk.versions(record_id, reader=a_specialist(clinic=desk.specialist.clinic_id))


class TestVersions:
    def test_can_not_be_changed_by_anybody(self, desk):
        desk.record(uuid4(), NEW, value=1)

        with pytest.raises(Exception, match=r"permission denied|append-only"):
            fetch(
                "UPDATE record_revisions SET category = 'mood' RETURNING 1",
                role="r_specialist",
                uid=desk.specialist.id,
            )
