"""Whether a document has the shape that a pattern draws, before anybody reaches into it."""

from collections.abc import Iterator
from typing import Any, get_args


def misshapen(raw: Any, pattern: Any, path: str = "") -> Iterator[str]:
    """Where the document differs from its pattern, one sentence each.

    A pattern is a type or a union of types, exactly met (True is no int); Any; a list of one
    pattern for all entries; or a dict of patterns by key, where "key?" may be left out and the
    type `str` stands for every other key. Without it, other keys are free.
    """
    match pattern:
        case list():
            yield from _misshapen_list(raw, pattern[0], path)
        case dict():
            yield from _misshapen_dict(raw, pattern, path)
        case _ if pattern is not Any and type(raw) not in (get_args(pattern) or (pattern,)):
            name = getattr(pattern, "__name__", None) or str(pattern)
            yield f"{path} should be a {name}, not {raw!r:.40}"


def _misshapen_list(raw: Any, pattern: Any, path: str) -> Iterator[str]:
    if type(raw) is not list:
        yield f"{path} should be a list, not {raw!r:.40}"
        return
    for place, entry in enumerate(raw):
        given = entry if isinstance(entry, dict) else {}
        lacking = [key for key in _required(pattern) if key not in given]
        if lacking:
            yield f"{path}: an entry lacks {', '.join(lacking)}: {entry!r:.60}"
        else:
            name = given.get("id", place)
            yield from misshapen(entry, pattern, f"{path}.{name}")


def _misshapen_dict(raw: Any, pattern: dict[Any, Any], path: str) -> Iterator[str]:
    if type(raw) is not dict and (raw is not None or not _required(pattern)):
        yield f"{path or 'the document'} should be a dict, not {raw!r:.40}"
        return
    given = raw or {}
    named = {key.removesuffix("?"): key for key in pattern if key is not str}
    for name, key in named.items():
        if name == key or name in given:
            yield from misshapen(given.get(name), pattern[key], f"{path}.{name}".lstrip("."))
    for key in given.keys() - named.keys() if str in pattern else ():
        yield from misshapen(key, str, f"{path}.{key}")
        yield from misshapen(given[key], pattern[str], f"{path}.{key}")


def _required(pattern: Any) -> list[str]:
    keys = pattern if isinstance(pattern, dict) else {}
    return [key for key in keys if key is not str and not key.endswith("?")]
