"""The client is built from what is locked, and typed by the API that there is."""

import json
import re

import pytest

from backend.web.docs import document
from config import client

LOCK = json.loads((client.CLIENT / client.LOCK).read_text())
SCHEMA = client.CLIENT / "src" / "api" / "schema.ts"


class TestTypes:
    def test_are_those_of_the_api_as_it_is(self, app, tmp_path):
        described, typed = tmp_path / "openapi.json", tmp_path / "schema.ts"
        described.write_text(json.dumps(document(app)))

        client.types(described, typed)

        assert typed.read_text() == SCHEMA.read_text(), "`make types` renews them."


class TestLock:
    def test_carries_no_addresses(self):
        assert not re.findall(r'"resolved"|://[^"]*\.tgz', json.dumps(LOCK))

    def test_carries_the_hash_of_every_package(self):
        packages = {name: what for name, what in LOCK["packages"].items() if name}

        assert [name for name, what in packages.items() if not what.get("integrity")] == []

    def test_pins_what_is_asked_for(self):
        asked = LOCK["packages"][""]
        versions = {**asked["dependencies"], **asked["devDependencies"]}

        assert [name for name, at in versions.items() if not re.fullmatch(r"[\d.]+", at)] == []


class TestBuild:
    @pytest.fixture
    def _copied(self, tmp_path, monkeypatch):
        (tmp_path / client.LOCK).write_text("{}")
        (tmp_path / "src").mkdir()
        (tmp_path / "src" / "one.ts").write_text("one")
        monkeypatch.setattr(client, "CLIENT", tmp_path)

    @pytest.mark.usefixtures("_copied")
    def test_is_due_when_a_source_changed_or_moved(self, tmp_path):
        places = [tmp_path / "src", tmp_path / client.LOCK]
        before = client._digest(places)

        (tmp_path / "src" / "one.ts").write_text("two")
        changed = client._digest(places)
        (tmp_path / "src" / "one.ts").rename(tmp_path / "src" / "two.ts")

        assert len({before, changed, client._digest(places)}) == 3

    def test_is_nothing_where_there_are_no_sources(self, tmp_path, monkeypatch):
        said = []
        monkeypatch.setattr(client, "CLIENT", tmp_path)

        client.build_if_needed(said.append)

        assert said == []
