"""The shipped catalogue as its raw documents, for tests that damage a copy of it."""

from importlib import resources
from typing import Any

import yaml

Raw = dict[str, Any]


def _raw(name: str) -> Raw:
    text = resources.files("backend.catalogue").joinpath(name).read_bytes()
    return yaml.load(text, Loader=yaml.CSafeLoader)


CATALOGUE, SIGNATURES = _raw("catalogue.yaml"), _raw("signatures.yaml")


def named(entries: list[Raw], name: str) -> Raw:
    return next(entry for entry in entries if entry["id"] == name)


def flag(raw: Raw, name: str) -> Raw:
    return named(raw["flags"], name)


def instrument(raw: Raw, name: str) -> Raw:
    return named(raw["instruments"], name)


def question(raw: Raw, name: str) -> Raw:
    """The item of a questionnaire, whichever it belongs to."""
    return next(
        item for each in raw["instruments"] for item in each.get("items", []) if item["id"] == name
    )
