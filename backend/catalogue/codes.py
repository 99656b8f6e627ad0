"""Check digits of medical codes: they catch a typing error, never a wrong meaning."""

import re
from collections.abc import Iterator
from typing import Any

_DIHEDRAL = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    (1, 2, 3, 4, 0, 6, 7, 8, 9, 5),
    (2, 3, 4, 0, 1, 7, 8, 9, 5, 6),
    (3, 4, 0, 1, 2, 8, 9, 5, 6, 7),
    (4, 0, 1, 2, 3, 9, 5, 6, 7, 8),
    (5, 9, 8, 7, 6, 0, 4, 3, 2, 1),
    (6, 5, 9, 8, 7, 1, 0, 4, 3, 2),
    (7, 6, 5, 9, 8, 2, 1, 0, 4, 3),
    (8, 7, 6, 5, 9, 3, 2, 1, 0, 4),
    (9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
)
_TURN = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def is_loinc(code: str) -> bool:
    """Whether the code is a number, a hyphen and the number's Luhn digit."""
    if not (match := re.fullmatch(r"([0-9]{1,7})-([0-9])", code)):
        return False
    number, check = match.groups()
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(number)))
    return (sum(n // 10 + n % 10 for n in doubled) + int(check)) % 10 == 0


def is_snomed(code: str) -> bool:
    """Whether the code is 6 to 18 digits whose last one is their Verhoeff digit."""
    if not re.fullmatch(r"[0-9]{6,18}", code):
        return False
    state = 0
    for place, digit in enumerate(reversed(code)):
        value = int(digit)
        for _ in range(place % 8):
            value = _TURN[value]
        state = _DIHEDRAL[state][value]
    return state == 0


def coded(node: Any, *, under: str = "") -> Iterator[tuple[str, str]]:
    """Every code below the node as ("loinc" | "snomed", code), in the order written."""
    if isinstance(node, list):
        for child in node:
            yield from coded(child, under=under)
    elif isinstance(node, dict):
        system = node.get("system", under)
        for key, child in node.items():
            if isinstance(child, str):
                if key in {"loinc", "snomed"}:
                    yield key, child
                elif key in {"code", "panel", "score"} and system in ("loinc", "snomed"):
                    yield system, child
            else:
                yield from coded(child, under=key)
