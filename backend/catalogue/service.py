"""The catalogue in force."""

from functools import cache
from importlib import resources
from typing import Any

import yaml

from backend.catalogue import checks, reading
from backend.catalogue.rules import Catalogue

# The C loader reads the file ten times faster; it is missing where libyaml was.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class CatalogueBroken(Exception):
    """The catalogue's files contradict themselves; nothing may start on them."""

    def __init__(self, findings: list[str]) -> None:
        super().__init__("The catalogue is broken:\n" + "\n".join(f"- {f}" for f in findings))
        self.findings = findings


@cache
def catalogue() -> Catalogue:
    """The catalogue that ships with this version, or raise CatalogueBroken."""
    return load(_shipped("catalogue.yaml"), _shipped("signatures.yaml"))


def load(document: bytes, signatures: bytes) -> Catalogue:
    """The catalogue in two YAML texts, or raise CatalogueBroken with everything found."""
    try:
        raw, signed = (yaml.load(text, Loader=_LOADER) for text in (document, signatures))  # noqa: S506 - both loaders are safe ones
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a 13th month, for one
        raise CatalogueBroken([f"not YAML: {error}"]) from error
    if findings := checks.findings(raw, signed):
        raise CatalogueBroken(findings)
    return reading.read(raw, unsigned_messages=signed["unsigned_messages"])


def _shipped(name: str) -> bytes:
    return resources.files("backend.catalogue").joinpath(name).read_bytes()
