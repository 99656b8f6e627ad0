"""What is shown as it is in every language: the catalogue, what people wrote, dates and numbers."""

import re
from collections.abc import Iterator
from typing import Any
from zoneinfo import available_timezones

import yaml

from config.places import CHECKOUT
from tests.builders import CONTACTS
from tests.e2e.chromium.places import World
from tests.ward import Chart

CATALOGUE = sorted((CHECKOUT / "backend" / "catalogue").glob("*.yaml"))
# What Intl makes of dates, times and numbers in the language of the tests.
INTL = re.compile(
    r"\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|January|February|March|April|June"
    r"|July|August|September|October|November|December|Mon|Tue|Wed|Thu|Fri|Sat|Sun"
    r"|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|am|pm|at|UTC)\b",
    re.IGNORECASE,
)
LETTER = re.compile(r"[^\W\d_]")
# Ids are for programs, but some labels and units look like one.
ID = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
SHOWN = {"label", "low", "high", "unit", "units"}
OWN_NAMES = {"English"}
"""What languages call themselves."""


class Known:
    def __init__(self, texts: set[str]) -> None:
        # The longest first: one may be a part of another.
        ordered = sorted(texts, key=len, reverse=True)
        self._texts = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, ordered))})(?!\w)")

    @classmethod
    def of(cls, world: World) -> "Known":
        documents = [yaml.safe_load(path.read_text()) for path in CATALOGUE]
        zones = {zone.replace("_", " ") for zone in available_timezones()}
        contacts = {contact["name"] for contact in CONTACTS}
        return cls(
            {*shown(documents), *said_by_the_server(world)}
            | world.data
            | zones
            | contacts
            | OWN_NAMES
        )

    def holds(self, words: str) -> bool:
        """Whether there is no word in them that is not known."""
        if not LETTER.search(words):
            return True
        return not LETTER.search(INTL.sub(" ", self._texts.sub(" ", words)))


def shown(part: Any, name: str = "") -> Iterator[str]:
    """The texts of a document that aren't ids."""
    if isinstance(part, str):
        text = part.strip()
        if LETTER.search(text) and (name in SHOWN or not ID.fullmatch(text)):
            yield text
    elif isinstance(part, dict):
        for own_name, each in part.items():
            yield from shown(each, own_name)
    elif isinstance(part, list):
        for each in part:
            yield from shown(each, name)


def said_by_the_server(world: World) -> Iterator[str]:
    """What the server says in sentences of its own of doses, and where a factor comes from."""
    desk = Chart(world.patient, world.specialist)
    for dose in desk.read("doses")["items"]:
        yield from (finding["text"] for finding in dose["findings"])
    for medicine in desk.read("phenotype/comedications")["items"]:
        yield from (medicine["mme_source"], medicine["atc"])
