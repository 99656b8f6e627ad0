"""The public API as a patient's phone uses it; the demo writes by no other way."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Any, Protocol
from urllib.parse import urlencode

from backend.demo.batches import Write, cut, encoded

STALE = 412
CATEGORIES = ("pain", "side_effects", "mood", "substance", "notes")


class Response(Protocol):
    """What a test client answers with."""

    @property
    def status_code(self) -> int:
        """The HTTP status."""

    def get_data(self) -> bytes:
        """The body."""


class Client(Protocol):
    """As much of Flask's test client as a phone needs."""

    def open(
        self, path: str, /, *, method: str, headers: dict[str, str], data: bytes | None
    ) -> Response:
        """Send one request."""


class DemoRefused(Exception):
    """The API refused what the demo wanted; `told` is the problem, or the rejected results."""

    def __init__(self, asked: str, told: object) -> None:
        """Take what was asked for, and the answer."""
        super().__init__(f"{asked}: {told}")
        self.told = told


class AlreadySaid(DemoRefused):
    """The record has gone on since."""


class Phone:
    """A patient's phone or a specialist's desk, on a Flask test client.

    Every method raises DemoRefused if the API refuses.
    """

    def __init__(self, client: Client) -> None:
        """Take a test client that keeps no cookies."""
        self._client = client
        self._access_token: str | None = None
        self._patient_id: str | None = None

    @property
    def patient_id(self) -> str:
        """Who is signed in, or raise DemoRefused."""
        if self._patient_id is None:
            raise DemoRefused("patient_id", "no patient has signed in on this phone")
        return self._patient_id

    def accept_invitation(
        self, code: str, *, email: str, password: str, name: str, time_zone: str
    ) -> dict[str, Any]:
        """Make the account that the code invites to: {account, patient_id?, totp?}."""
        person = {"email": email, "password": password, "name": name, "time_zone": time_zone}
        return self._ask("POST", "/invitations/accept", {"code": code, **person})

    def sign_in(self, email: str, password: str, otp: str | None = None) -> dict[str, Any]:
        """Sign in for the requests to come and return the account."""
        proof = {"email": email, "password": password, **({"otp": otp} if otp else {})}
        session = self._ask("POST", "/session", proof)
        self._access_token = session["access_token"]
        account: dict[str, Any] = session["account"]
        self._patient_id = account.get("patient_id")
        return account

    def give_consents(self) -> None:
        """Read the consent items and the evidence cards, and agree to every item."""
        asked = self._ask("GET", f"/patients/{self.patient_id}/consents")
        given = {
            "version": asked["version"],
            "items": dict.fromkeys(asked["items"], True),
            "cards": [card["id"] for card in asked["cards"]],
        }
        self._ask("PUT", f"/patients/{self.patient_id}/consents", given)

    def share_with(self, share_code: str) -> None:
        """Look the code up and grant its specialist and their team everything, unless granted."""
        patient = f"/patients/{self.patient_id}"
        if any(grant["live"] for grant in self._ask("GET", f"{patient}/grants")["items"]):
            return
        self._ask("POST", f"{patient}/share-codes/look-up", {"share_code": share_code})
        wish = {"share_code": share_code, "categories": list(CATEGORIES), "covers_team": True}
        self._ask("POST", f"{patient}/grants", wish)

    def send(self, writes: Iterable[Write], device_id: str) -> Counter[str]:
        """Send the writes in a phone's batches and count the outcomes; none may be rejected."""
        outcomes: Counter[str] = Counter()
        for batch in cut(writes):
            body = {"device_id": device_id, "writes": batch}
            answer = self._ask("POST", f"/patients/{self.patient_id}/diary/sync", body)
            rejected = [said for said in answer["results"] if said["outcome"] == "rejected"]
            if rejected:
                raise DemoRefused("sync", rejected)
            outcomes.update(said["outcome"] for said in answer["results"])
        return outcomes

    def record(self, patient_id: str, path: str, body: Mapping[str, Any], *, based_on: int) -> None:
        """Let a record say this, unless it was amended since: then it has said it before."""
        base = {"If-Match": f'"{based_on}"'} if based_on else {"If-None-Match": "*"}
        with suppress(AlreadySaid):
            self._ask("PUT", f"/patients/{patient_id}/{path}", body, headers=base)

    def read(self, path: str, **query: object) -> dict[str, Any]:
        """What the API answers about the patient who is signed in."""
        asked = f"?{urlencode(query)}" if query else ""
        return self._ask("GET", f"/patients/{self.patient_id}/{path}{asked}")

    def read_all(self, path: str, **query: object) -> list[dict[str, Any]]:
        """All items of a list, page by page."""
        found: list[dict[str, Any]] = []
        cursor: dict[str, object] = {}
        while True:
            page = self.read(path, **query, **cursor, limit=200)
            found += page["items"]
            if page["next"] is None:
                return found
            cursor = {"cursor": page["next"]}

    def _ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> dict[str, Any]:
        headers = {**headers, **({"Content-Type": "application/json"} if body is not None else {})}
        if self._access_token is not None:
            headers["Authorization"] = f"Bearer {self._access_token}"
        data = None if body is None else encoded(body)
        response = self._client.open(f"/api/v1{path}", method=method, headers=headers, data=data)
        if response.status_code == STALE:
            raise AlreadySaid(f"{method} {path}", _problem(response))
        if not 200 <= response.status_code < 300:
            raise DemoRefused(f"{method} {path}", _problem(response))
        answer: dict[str, Any] = json.loads(response.get_data() or b"{}")
        return answer


def _problem(response: Response) -> object:
    try:
        return json.loads(response.get_data())
    except ValueError:
        return response.status_code
