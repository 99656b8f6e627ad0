"""The client's files: served as they are, strictly, and wordless on the lock screen."""

import json
import re
from pathlib import Path

import pytest
import yaml

from backend.reminders.rules.verdicts import Kind
from backend.web.client.routes import KINDS
from backend.web.docs import document
from tests.builders import as_

CLIENT = Path(__file__).parents[3] / "backend" / "client"
PAGES = {"reminders.html": "/reminders", "service-worker.js": "/service-worker.js"}
PLACES = {**PAGES, **{name: f"/client/{name}" for name in KINDS}}
SCRIPTS = sorted(CLIENT.glob("*.js"))
WORKER = (CLIENT / "service-worker.js").read_text()
TELLING = re.compile(
    r"ketamin|pain|infus|dose|session|score|symptom|mood|clinic|treat|medic|drug|depress", re.I
)
PALETTE = re.compile(r"--([a-z-]+): (#[0-9a-f]{6});")
READ = [
    *[(ink, ground) for ink in ("ink", "soft", "accent", "good", "bad") for ground in ("card",)],
    *[(ink, "ground") for ink in ("ink", "soft", "accent")],
    ("on-accent", "accent"),
    ("bad", "bad-ground"),
]
"""What is read on what."""


def texts():
    """What the worker shows, by kind."""
    block = re.search(r"const TEXTS = \{(.*?)\};", WORKER, re.DOTALL)[1]
    return dict(re.findall(r'(\w+): "([^"]+)"', block))


def palettes():
    """The light and the dark colours."""
    css = (CLIENT / "reminders.css").read_text()
    light, dark = css.split("prefers-color-scheme: dark")
    return [dict(PALETTE.findall(light)), dict(PALETTE.findall(dark))]


def contrast(one, other):
    """https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""

    def light(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = [
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts
        ]
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dim, bright = sorted([light(one), light(other)])
    return (bright + 0.05) / (dim + 0.05)


class TestFiles:
    def test_are_all_served_and_no_others(self, app):
        assert {path.name for path in CLIENT.iterdir()} == set(PLACES)

    @pytest.mark.parametrize("name", PLACES)
    def test_come_as_they_are_and_are_asked_for_anew(self, app, name):
        answer = as_(None).get(PLACES[name])

        assert answer.status_code == 200
        assert answer.data == (CLIENT / name).read_bytes()
        assert answer.headers["Cache-Control"] == "no-cache"
        known = {"If-None-Match": answer.headers["ETag"]}
        assert as_(None).get(PLACES[name], headers=known).status_code == 304

    @pytest.mark.parametrize("name", PLACES)
    def test_may_load_and_ask_nothing_from_elsewhere(self, app, name):
        policy = as_(None).get(PLACES[name]).headers["Content-Security-Policy"]
        allowed = dict(part.strip().split(" ", 1) for part in policy.split(";"))

        assert allowed["default-src"] == "'none'"
        assert {v for k, v in allowed.items() if k.endswith("-src")} == {"'none'", "'self'"}
        assert allowed["require-trusted-types-for"] == "'script'"
        assert allowed["frame-ancestors"] == allowed["form-action"] == "'none'"

    @pytest.mark.parametrize("name", ["other.js", "..%2froutes.py", "reminders.html", ".env"])
    def test_are_no_way_to_others(self, app, name):
        assert as_(None).get(f"/client/{name}").status_code == 404

    def test_have_no_part_in_the_document_of_the_api(self, app):
        assert not [path for path in document(app)["paths"] if "client" in path]
        assert not {"/reminders", "/service-worker.js"} & document(app)["paths"].keys()


class TestPage:
    def test_has_no_script_or_style_of_its_own_text(self):
        page = (CLIENT / "reminders.html").read_text()

        assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=", page)
        assert "//" not in re.sub(r"<!doctype html>", "", page)

    @pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
    def test_never_makes_markup_of_text(self, path):
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|new Function|DOMParser",
            path.read_text(),
        )

    def test_says_what_it_is_not_for(self):
        page = (CLIENT / "reminders.html").read_text()

        assert "Not for emergencies." in page
        assert "Not for clinical use until cleared." in page

    @pytest.mark.parametrize(("ink", "ground"), READ)
    @pytest.mark.parametrize("palette", palettes(), ids=["light", "dark"])
    def test_can_be_read(self, palette, ink, ground):
        assert contrast(palette[ink], palette[ground]) >= 4.5

    @pytest.mark.parametrize("palette", palettes(), ids=["light", "dark"])
    def test_shows_where_its_fields_are(self, palette):
        assert contrast(palette["line"], palette["card"]) >= 3


class TestWorker:
    def test_may_show_what_every_page_needs(self, app):
        answer = as_(None).get("/service-worker.js")

        assert answer.headers["Service-Worker-Allowed"] == "/"
        assert answer.headers["Content-Type"].startswith("text/javascript")

    def test_shows_the_text_of_the_catalogue(self):
        path = CLIENT.parent / "catalogue" / "catalogue.yaml"
        found = re.search(r'lock_screen_text: ("[^"]+")', path.read_text())[1]

        assert texts()["due"] == yaml.safe_load(found)

    def test_has_a_text_for_each_kind_of_reminder(self):
        assert set(texts()) == {kind.value for kind in Kind}

    def test_tells_a_stranger_nothing(self):
        manifest = json.loads((CLIENT / "manifest.webmanifest").read_text())
        said = [*texts().values(), manifest["name"], manifest["short_name"]]

        assert not [text for text in said if TELLING.search(text)]

    def test_answers_no_page_and_keeps_no_answer(self):
        for path in SCRIPTS:
            assert not re.search(r'"fetch"|caches\.|localStorage', path.read_text()), path.name
