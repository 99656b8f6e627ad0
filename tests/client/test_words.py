"""Every deed that the log of who looked can hold has words for the patient."""

import re

from backend.access.policy import Action
from config.client import CLIENT
from config.places import CHECKOUT

WORDS = (CLIENT / "src" / "texts" / "en" / "phone" / "accesses.ts").read_text()
DEED = re.compile(r'action="([a-z_]+\.[a-z_]+)"')


def deeds() -> set[str]:
    """What the policy names, and what services write down by themselves."""
    sources = (CHECKOUT / "backend").glob("*/service/**/*.py")
    return {*Action, *(deed for source in sources for deed in DEED.findall(source.read_text()))}


class TestAccesses:
    def test_have_words_for_every_deed(self):
        assert len(deeds()) > len(Action)
        assert [deed for deed in sorted(deeds()) if f'"{deed}": "' not in WORDS] == []
