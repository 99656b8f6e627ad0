"""The client's files: served as they were built, strictly, and wordless on the lock screen."""

import dataclasses
import gzip
import json
import re
from pathlib import Path

import pytest
import yaml

from backend.reminders.rules.verdicts import Kind
from backend.web.client.routes import FOREVER, KINDS
from backend.web.docs import document
from tests.builders import as_

CLIENT = Path(__file__).parents[3] / "backend" / "client"
DIST = CLIENT / "dist"
SOURCES = sorted(
    path
    for path in (CLIENT / "src").rglob("*.ts*")
    if path.relative_to(CLIENT / "src").as_posix() != "api/schema.ts"
)
PAGES = {"/": "index.html", "/desk/": "desk/index.html"}
NAMED = ["service-worker.js", "manifest.webmanifest", "icon.svg", "icon.png", "badge.png"]
TELLING = re.compile(
    r"ketamin|pain|infus|dose|session|score|symptom|mood|clinic|treat|medic|drug|depress", re.I
)


def assets() -> list[str]:
    return [f"/assets/{path.name}" for path in sorted((DIST / "assets").iterdir())]


def places() -> dict[str, str]:
    """Every address that serves a file, and the file."""
    named = [f"/{name}" for name in NAMED] + assets()
    return {**PAGES, **{place: place.removeprefix("/") for place in named}}


def policy_of(answer) -> dict[str, str]:
    parts = answer.headers["Content-Security-Policy"].split(";")
    return dict(part.strip().split(" ", 1) for part in parts)


def lock_screen() -> dict[str, str]:
    """What the worker shows, by name."""
    words = (CLIENT / "src" / "texts" / "en" / "lock-screen.ts").read_text()
    return dict(re.findall(r'^  (\w+): "([^"]+)",$', words, re.MULTILINE))


@pytest.fixture
def with_desk_apart(app, monkeypatch):
    """The desk has a host name of its own."""
    apart = dataclasses.replace(
        app.config["SETTINGS"],
        public_url="https://diary.example.org",
        desk_url="https://desk.example.org",
    )
    monkeypatch.setitem(app.config, "SETTINGS", apart)


class TestFiles:
    def test_are_all_that_was_built(self):
        built = {
            path.relative_to(DIST).as_posix()
            for path in DIST.rglob("*")
            if path.is_file() and path.name.rsplit(".", 1)[-1] in KINDS
        }

        assert built == set(places().values())

    def test_come_as_they_were_built(self, app):
        for place, name in places().items():
            answer = as_(None).get(place)

            assert answer.status_code == 200, place
            assert answer.data == (DIST / name).read_bytes(), place
            assert answer.headers["Content-Type"] == KINDS[name.rsplit(".", 1)[-1]]

    def test_are_known_again_by_their_etag(self, app):
        for place in places():
            found = as_(None).get(place)
            again = as_(None).get(place, headers={"If-None-Match": found.headers["ETag"]})

            assert again.status_code == 304, place
            # What is said again replaces what was said with the file.
            for name in ("Cache-Control", "Content-Security-Policy"):
                assert again.headers[name] == found.headers[name], place

    def test_come_packed_to_whoever_can_unpack_them(self, app):
        for place, name in places().items():
            answer = as_(None).get(place, headers={"Accept-Encoding": "gzip"})
            is_packed = name.endswith((".css", ".html", ".js"))

            assert answer.headers.get("Content-Encoding") == ("gzip" if is_packed else None)
            content = gzip.decompress(answer.data) if is_packed else answer.data
            assert content == (DIST / name).read_bytes()
            assert answer.headers["ETag"] != as_(None).get(place).headers["ETag"] or not is_packed

    def test_are_kept_for_good_only_if_their_name_changes_with_them(self, app):
        for place in places():
            kept = as_(None).get(place).headers["Cache-Control"]

            assert kept == (FOREVER if place.startswith("/assets/") else "no-cache"), place

    def test_may_load_and_ask_nothing_from_elsewhere(self, app):
        for place in places():
            allowed = policy_of(as_(None).get(place))

            assert allowed["default-src"] == "'none'"
            assert {v for k, v in allowed.items() if k.endswith("-src")} == {"'none'", "'self'"}
            assert allowed["require-trusted-types-for"] == "'script'"
            assert allowed["trusted-types"] == "tidemark"
            assert allowed["frame-ancestors"] == allowed["form-action"] == "'none'"

    @pytest.mark.parametrize(
        "place",
        ["/assets/other.js", "/assets/..%2findex.html", "/assets/.built", "/.built", "/.env",
         "/index.html", "/desk", "/reminders", "/client/reminders.js", "/src/session.ts"],
    )  # fmt: skip
    def test_are_no_way_to_others(self, app, place):
        assert as_(None).get(place).status_code in {404, 308}

    def test_have_no_part_in_the_document_of_the_api(self, app):
        assert not places().keys() & document(app)["paths"].keys()
        assert not [path for path in document(app)["paths"] if "asset" in path or "desk" in path]


class TestDesk:
    def test_stands_beside_the_phone_where_there_is_one_host(self, app):
        assert as_(None).get("/desk/").status_code == 200

    def test_is_where_its_own_host_leads(self, with_desk_apart):
        answer = as_(None).get("/", base_url="https://desk.example.org")

        assert (answer.status_code, answer.headers["Location"]) == (302, "/desk/")

    def test_stands_on_its_own_host(self, with_desk_apart):
        answer = as_(None).get("/desk/", base_url="https://desk.example.org")

        assert answer.data == (DIST / "desk" / "index.html").read_bytes()

    def test_is_not_to_be_found_on_the_patients_host(self, with_desk_apart):
        assert as_(None).get("/desk/", base_url="https://diary.example.org").status_code == 404

    def test_leaves_the_phone_where_patients_look_for_it(self, with_desk_apart):
        answer = as_(None).get("/", base_url="https://diary.example.org")

        assert answer.data == (DIST / "index.html").read_bytes()


class TestPages:
    @pytest.mark.parametrize("name", PAGES.values())
    def test_have_no_script_or_style_of_their_own_text(self, name):
        page = (DIST / name).read_text()

        assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=", page)
        assert "//" not in page.replace("<!doctype html>", "")

    @pytest.mark.parametrize(
        "path", SOURCES, ids=lambda path: path.relative_to(CLIENT / "src").as_posix()
    )
    def test_never_make_markup_of_text(self, path):
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|new Function|DOMParser",
            path.read_text(),
        )


class TestWorker:
    def test_has_a_text_for_each_kind_of_reminder(self):
        assert {kind.value for kind in Kind} <= lock_screen().keys()

    def test_shows_the_text_of_the_catalogue(self):
        path = CLIENT.parent / "catalogue" / "catalogue.yaml"
        found = re.search(r'lock_screen_text: ("[^"]+")', path.read_text())[1]

        assert lock_screen()["due"] == yaml.safe_load(found)

    def test_carries_its_texts(self):
        built = (DIST / "service-worker.js").read_text()

        assert [text for text in lock_screen().values() if text not in built] == []

    def test_tells_a_stranger_nothing(self):
        manifest = json.loads((DIST / "manifest.webmanifest").read_text())
        names = [manifest[name] for name in ("name", "short_name", "description")]

        assert [text for text in [*lock_screen().values(), *names] if TELLING.search(text)] == []

    def test_keeps_the_apps_own_files_and_no_answer_of_the_api(self):
        built = (DIST / "service-worker.js").read_text()
        kept = set(re.findall(r'"?url"?:\s*["`]([^"`]+)["`]', built))

        assert "/" in kept
        assert {f"/{url.removeprefix('/')}" for url in kept} <= places().keys()
