"""Those who ask: tokens of the product and of the yardstick, one line each for the load."""

import time
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from flask import Flask

from backend.accounts.rules import Role
from backend.app import create_app
from backend.web.identity import access_token
from config import Settings
from tests.bench import seed, yardstick
from tests.bench.database import Bench
from tests.bench.servers import LOGS

VALID_S = 3600
FRESH_S = 240
"""How long tokens are used before new ones are made; the product's own hold for ten minutes."""


class People:
    """The signed-in patients of the seed, and their specialist."""

    def __init__(self, bench: Bench) -> None:
        self.app: Flask = create_app(Settings.from_env({**bench.env, "LOG_LEVEL": "ERROR"}))
        rows = bench.owner.execute(
            "SELECT n, id, role, sign_in_id FROM bench.people"
            " WHERE sign_in_id IS NOT NULL ORDER BY n"
        ).fetchall()
        self._patients = [row for row in rows if row[2] == Role.PATIENT]
        (self._specialist,) = [row for row in rows if row[2] == Role.SPECIALIST]
        self._written_at = 0.0

    def patients(self) -> Path:
        """Each patient with a token of their own, the same one for some minutes as on a phone."""
        if self._written_at and time.monotonic() - self._written_at < FRESH_S:
            return LOGS / "patients.tokens"
        self._written_at = time.monotonic()
        with self.app.app_context():
            return _written(
                "patients",
                (
                    (
                        str(patient),
                        access_token(account_id=patient, sign_in_id=sid, role=Role.PATIENT),
                    )
                    for _, patient, _, sid in self._patients
                ),
            )

    def specialist(self) -> Path:
        """Each patient who shares, with a fresh token of the specialist."""
        token = self.specialist_token()
        shared = self._patients[: seed.SHARING]
        return _written("specialist", ((str(patient), token) for _, patient, _, _ in shared))

    def patient_ids(self) -> list[UUID]:
        """The signed-in patients, in the order of their numbers."""
        return [patient for _, patient, _, _ in self._patients]

    def specialist_token(self) -> str:
        """A fresh token of the specialist."""
        _, account_id, _, sign_in_id = self._specialist
        with self.app.app_context():
            return access_token(account_id=account_id, sign_in_id=sign_in_id, role=Role.SPECIALIST)

    def of_the_yardstick(self) -> Path:
        """The same patients in the yardstick's own numbers, which are far apart."""
        expires = int(time.time()) + VALID_S
        numbered = ((n * 5, yardstick.token(n * 5, expires=expires)) for n, *_ in self._patients)
        return _written("yardstick", ((str(n), token) for n, token in numbered))


def _written(name: str, lines: Iterable[tuple[str, str]]) -> Path:
    LOGS.mkdir(parents=True, exist_ok=True)
    path = LOGS / f"{name}.tokens"
    path.touch(mode=0o600)
    path.write_text("".join(f"{who} {token}\n" for who, token in lines))
    return path
