"""The colours of the client: whatever is read can be read, in both themes."""

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[3] / "backend" / "client" / "src"
TOKENS = (SOURCE / "ui" / "tokens.css").read_text()
COLOUR = re.compile(r"--([a-z0-9-]+): (#[0-9a-f]{6});")
OWN_COLOURS = {"tokens.css", "qr.css"}
"""The palette itself, and what a camera has to read: black on white in every theme."""

GROUNDS = ("ground", "card", "raised", "accent-soft")
READ = [
    *[(ink, ground) for ink in ("ink", "soft", "accent") for ground in GROUNDS],
    *[(ink, ground) for ink in ("good", "warn", "bad") for ground in ("ground", "card")],
    *[("ink", f"{kind}-ground") for kind in ("good", "warn", "bad")],
    *[("soft", f"{kind}-ground") for kind in ("good", "warn", "bad")],
    *[("accent", f"{kind}-ground") for kind in ("good", "warn", "bad")],
    *[(kind, f"{kind}-ground") for kind in ("good", "warn", "bad")],
    ("on-accent", "accent"),
    ("on-bad", "bad"),
]
"""What is read on what."""

SEEN = [
    *[("line", ground) for ground in ("card", "ground")],
    *[("focus", ground) for ground in ("card", "ground")],
    *[(f"series-{n}", ground) for n in range(1, 5) for ground in ("card", "ground")],
]
"""What shows where something is: edges of fields, the focus, the lines of charts."""


def palettes() -> dict[str, dict[str, str]]:
    """The light colours, and the dark ones by the device and by choice."""
    light, dark = TOKENS.split("@media (prefers-color-scheme: dark)")
    by_device, chosen = dark.split(':root[data-theme="dark"]')
    found = {"light": light, "dark": by_device, "dark, chosen": chosen}
    return {name: dict(COLOUR.findall(css)) for name, css in found.items()}


def contrast(one: str, other: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""

    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = [
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts
        ]
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dim, bright = sorted([light(one), light(other)])
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("palette", palettes().values(), ids=palettes().keys())
class TestPalette:
    @pytest.mark.parametrize(("ink", "ground"), READ, ids="-on-".join)
    def test_can_be_read(self, palette, ink, ground):
        assert contrast(palette[ink], palette[ground]) >= 4.5

    @pytest.mark.parametrize(("mark", "ground"), SEEN, ids="-on-".join)
    def test_shows_where_things_are(self, palette, mark, ground):
        assert contrast(palette[mark], palette[ground]) >= 3


class TestStyles:
    def test_use_no_value_that_nobody_set(self):
        css = [path.read_text() for path in SOURCE.rglob("*.css")]
        code = [path.read_text() for path in SOURCE.rglob("*.tsx")]
        used = {name for text in css for name in re.findall(r"var\(--([a-z0-9-]+)\)", text)}
        named = {name for text in css for name in re.findall(r"--([a-z0-9-]+):", text)}
        named |= {name for text in code for name in re.findall(r'"--([a-z0-9-]+)"', text)}

        assert used - named == set()

    def test_take_their_colours_from_the_palette_but_for_veils(self):
        found = [
            path.relative_to(SOURCE).as_posix()
            for path in SOURCE.rglob("*.css")
            if path.name not in OWN_COLOURS
            and re.search(r"#[0-9a-f]{3,8}\b|rgba?\((?!0 0 0 / )|hsl", path.read_text())
        ]

        assert found == []

    def test_are_the_same_whether_the_dark_was_chosen_or_not(self):
        assert palettes()["dark"] == palettes()["dark, chosen"]

    def test_have_a_dark_colour_for_each_light_one(self):
        assert palettes()["dark"].keys() == palettes()["light"].keys()
