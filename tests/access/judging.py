"""What must hold of each cell of the matrix."""

from collections.abc import Iterable
from typing import Any

from werkzeug.test import TestResponse

from tests.access.calls import MAY, NOT_OF_PAIN, REFUSED_FOR_THEIR_OWN_REASON, Call
from tests.access.worlds import NOBODY, OF_PAIN, SEES, SELF, World, a_world

ITEMS_OF = {"specialist of pain": OF_PAIN}


def faults_of(calls: Iterable[Call], relation: str) -> tuple[list[str], list[World]]:
    """What is wrong with the answers that this relation gets, in sentences; and the worlds made."""
    found, worlds = [], [a_world()]
    for call in calls:
        found += [f"{call}: {fault}" for fault in _faults(call, relation, worlds[-1])]
        if call.changes and call.of_a_patient and relation in MAY[call.allow]:
            worlds.append(a_world())
    return found, worlds


def _faults(call: Call, relation: str, world: World) -> list[str]:
    client = world.client(relation)
    before, denied = world.stored(), world.looked(relation, denied=True)
    let_in = world.looked(relation, denied=False)
    answer = call.send(client, world)
    found = leaks(answer, relation, world)
    if relation in MAY[call.allow]:
        expected = REFUSED_FOR_THEIR_OWN_REASON.get(str(call), {200, 201, 202, 204})
        if relation == "specialist of pain" and str(call) in NOT_OF_PAIN:
            expected = {404}
        if answer.status_code not in expected:
            found.append(f"answers {answer.status_code} to somebody who may: {answer.text[:200]}")
        visits = let_in + 1 + (answer.status_code == 204 and "second-looks" in call.rule)
        if (
            call.of_a_patient
            and relation not in SELF
            and world.looked(relation, denied=False) != visits
        ):
            found.append("isn't written down as a visit")
    else:
        found += _not_refused(call, answer, relation)
        told = relation not in NOBODY and call.of_a_patient
        if world.looked(relation, denied=True) != denied + told:
            found.append("isn't written down as refused, once")
    if relation not in SELF and not may_touch(call, relation) and world.stored() != before:
        found.append("changed what X has")
    return found


def may_touch(call: Call, relation: str) -> bool:
    # The clinic's coordinator may make a reset code, which wants X's own recovery code as well;
    # a specialist records treatment.
    resets = call.rule.endswith("/password-reset/codes") and relation == "coordinator"
    return resets or (call.of_a_patient and relation in MAY[call.allow])


def _not_refused(call: Call, answer: TestResponse, relation: str) -> list[str]:
    status, code = (401, "sign_in") if relation in NOBODY else (404, "not_found")
    if answer.status_code != status or answer.content_type != "application/problem+json":
        return [f"answers {answer.status_code} to somebody who may not: {answer.text[:200]}"]
    if answer.json["code"] != code:
        return [f"says {answer.json['code']} to somebody who may not"]
    return []


def leaks(
    answer: TestResponse, relation: str, world: World, *, bare_names: bool = False
) -> list[str]:
    """Canaries that this relation must not see, and answers to items that weren't granted.

    With `bare_names` an item may be named as long as nothing is said of it.
    """
    raw = answer.data + str(answer.headers).encode()
    found = [f"shows X's {name}" for name in world.found_in(raw) if relation not in SEES[name]]
    if relation in ITEMS_OF and call_is_about_answers(answer):
        found += [
            f"shows {item}" for item in answered_in(answer.json, bare_names) - ITEMS_OF[relation]
        ]
    return found


def call_is_about_answers(answer: TestResponse) -> bool:
    """Whether the answer can hold what somebody wrote; the document of the API can't."""
    return answer.status_code == 200 and answer.is_json and "openapi" not in answer.json


def answered_in(document: Any, bare_names: bool) -> set[str]:
    """The items and side effects that a document speaks of, at whatever depth."""
    if isinstance(document, list):
        return set().union(*(answered_in(part, bare_names) for part in document))
    if not isinstance(document, dict):
        return set()
    own: set[str] = set()
    for name in ("answers", "side_effects", "measures"):
        if isinstance(said := document.get(name), dict):
            own |= {item for item, value in said.items() if not bare_names or says(value)}
    return own.union(*(answered_in(part, bare_names) for part in document.values()))


def says(value: Any) -> bool:
    """Whether a value, or any row of a trend, is more than null."""
    rows = value if isinstance(value, list) else [{"value": value}]
    return any(row["value"] is not None for row in rows)
