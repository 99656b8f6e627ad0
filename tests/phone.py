"""A patient's phone as the tests hold it: it speaks HTTP and keeps nothing."""

import json
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from flask.testing import FlaskClient
from uuid_utils.compat import uuid7
from werkzeug.test import TestResponse

from backend import clock
from tests.builders import Person, as_, fetch

Body = dict[str, Any]
NEW = 0
"""The precondition of a first entry."""


def today() -> date:
    return clock.now().date()


def ago(days: int) -> date:
    return today() - timedelta(days=days)


def said(**fields: Any) -> Body:
    """A body written just now."""
    return {"written_at": clock.now().isoformat(), "time_zone": "Europe/Paris", **fields}


def said_of(day: date | str, **fields: Any) -> Body:
    """A moment's body, at noon of its day."""
    return said(**{"day": str(day), "at": f"{day}T12:00:00Z", **fields})


def day_write(day: date | str, **fields: Any) -> Body:
    return said(**{"kind": "day", "write_id": str(uuid4()), "day": str(day), **fields})


def moment_write(moment: UUID, day: date | str, **fields: Any) -> Body:
    about = {"kind": "moment", "write_id": str(uuid4()), "id": str(moment)}
    return said_of(day, **{**about, **fields})


def withdraw_write(entry: date | UUID, **fields: Any) -> Body:
    name = {"id": str(entry)} if isinstance(entry, UUID) else {"day": str(entry)}
    return {"kind": "withdraw", "write_id": str(uuid4()), **name, **fields}


def a_moment_id() -> UUID:
    return uuid7()


def on(revision: int | str | None) -> dict[str, str]:
    """The headers that say on what a change is based."""
    if revision is None:
        return {}
    if revision == NEW:
        return {"If-None-Match": "*"}
    return {"If-Match": revision if isinstance(revision, str) else f'"{revision}"'}


class Phone:
    """Writes and reads one patient's diary."""

    def __init__(
        self, patient: Person, *, client: FlaskClient | None = None, device: str = "phone"
    ) -> None:
        self.patient = patient
        self.client = client or as_(patient)
        self.diary = f"/api/v1/patients/{patient.id}/diary"
        self.device = device

    def put(
        self, entry: date | UUID, body: Body, *, based_on: int | str | None = NEW
    ) -> TestResponse:
        return self.client.put(self._place(entry), headers=on(based_on), **as_json(body))

    def withdraw(self, entry: date | UUID, *, based_on: int | str | None = 1) -> TestResponse:
        return self.client.delete(self._place(entry), headers=on(based_on))

    def get(self, what: date | UUID | str, **query: Any) -> TestResponse:
        place = f"{self.diary}/{what}" if isinstance(what, str) else self._place(what)
        return self.client.get(place, query_string=query)

    def post(self, *writes: Any, **envelope: Any) -> TestResponse:
        body = {"device_id": self.device, "writes": list(writes), **envelope}
        return self.client.post(f"{self.diary}/sync", **as_json(body))

    def sync(self, *writes: Any, **envelope: Any) -> list[Body]:
        """The results of a batch that is taken in."""
        answer = self.post(*writes, **envelope)
        assert answer.status_code == 200, answer.text
        results: list[Body] = answer.json["results"]
        return results

    def changes(self, *, limit: int = 200, after: int = 0) -> list[Body]:
        """The whole change feed."""
        found: list[Body] = []
        while True:
            page = self.get("changes", after=after, limit=limit).json
            found += page["items"]
            after = page["next_after"]
            if not page["more"]:
                return found

    def revisions(self, day: date) -> list[Body]:
        items: list[Body] = self.get(f"days/{day}/revisions").json["items"]
        return items

    def _place(self, entry: date | UUID) -> str:
        return f"{self.diary}/{'moments' if isinstance(entry, UUID) else 'days'}/{entry}"


def as_json(body: Any) -> dict[str, Any]:
    """What a client is given to send this body; emoji stay as they are."""
    raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    return {"data": raw, "content_type": "application/json"}


def outcomes(results: list[Body]) -> list[str]:
    """Each outcome, or the code of what was rejected."""
    return [result.get("code", result["outcome"]) for result in results]


def stored_seqs(patient: Person) -> list[int]:
    rows = fetch("SELECT seq FROM revisions WHERE patient_id = %s ORDER BY seq", patient.id)
    return [seq for (seq,) in rows]


def stored_revisions(patient: Person, entry: date | UUID) -> list[int]:
    """The numbers of an entry's revisions, in the order stored."""
    where = "moment_id = %s" if isinstance(entry, UUID) else "day = %s AND moment_id IS NULL"
    rows = fetch(
        f"SELECT revision FROM revisions WHERE patient_id = %s AND {where} ORDER BY seq",
        patient.id,
        entry,
    )
    return [revision for (revision,) in rows]


def accesses(patient: Person) -> list[tuple[Any, ...]]:
    """(actor, action, denied) of those who reached for this patient's data, oldest first."""
    rows = fetch(
        "SELECT actor_id, action, denied FROM accesses WHERE patient_id = %s ORDER BY at",
        patient.id,
    )
    return [tuple(row) for row in rows]
