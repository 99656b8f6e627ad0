"""The secrets that the embedded mode generates once and keeps in one file of its owner's."""

import base64
import json
import os
import secrets
from pathlib import Path
from typing import Any

from config.environment import P256_ORDER

LOGINS = ("postgres", "tidemark_owner", "tidemark_api", "tidemark_registry", "tidemark_worker")
DEMO_CONTACT = "mailto:coordinator@example.org"


def load_or_make(path: Path) -> tuple[dict[str, str], dict[str, str]]:
    """The logins' passwords and the product's own secrets; generated where the file lacks any.

    An earlier version knew fewer of them: what it kept stays as it is.
    """
    found = json.loads(path.read_text()) if path.exists() else {}
    kept = {part: fresh | found.get(part, {}) for part, fresh in generated().items()}
    if kept != found:
        write_privately(path, kept)
    return kept["passwords"], kept["environment"]


def write_privately(path: Path, content: Any) -> None:
    """Put JSON into a file of mode 0600 so that a reader sees all of it or the old one."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(content, file, indent=2, ensure_ascii=False)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def generated() -> dict[str, dict[str, str]]:
    """Fresh passwords of the logins, and fresh secrets under the names of their settings."""
    return {
        "passwords": {login: secrets.token_urlsafe(32) for login in LOGINS},
        "environment": {
            "SECRET_KEY": secrets.token_urlsafe(48),
            "VAULT_KEYS": f"k1:{_key()}",
            "LOOKUP_KEY": _key(),
            "REGISTRY_KEY": _key(),
            "VAPID_KEYS": f"v1:{_signing_key()}",
            "VAPID_SUBJECT": DEMO_CONTACT,
        },
    }


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _signing_key() -> str:
    scalar = 1 + secrets.randbelow(P256_ORDER - 1)
    return base64.urlsafe_b64encode(scalar.to_bytes(32)).decode().rstrip("=")
