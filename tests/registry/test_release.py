import hashlib
from dataclasses import replace

import pytest

from backend.catalogue.service import catalogue
from backend.registry.service import FolderNotEmpty, export_days
from tests.builders import a_day
from tests.registry.releases import CONSENT_DAY, a_participant


@pytest.fixture
def export(app):
    """Make a release by the service verb, with a progress of the test's own."""

    def make(folder, progress=lambda rows, total: None):
        settings = app.config["SETTINGS"]
        return export_days(
            folder,
            registry="tests",
            url=settings.registry_database_url,
            key=settings.registry_key,
            progress=progress,
        )

    return make


@pytest.fixture
def participant(app):
    patient = a_participant()
    a_day(patient, CONSENT_DAY, pain_average=3)
    return patient


@pytest.mark.usefixtures("participant")
class TestManifest:
    def test_says_what_lies_beside_it(self, release):
        found = release("--registry", "north")
        manifest, days = found.manifest, (found.folder / "days.csv").read_bytes()

        assert manifest["registry"] == "north"
        assert manifest["catalogue_version"] == catalogue().version
        assert manifest["consent_versions"] == [catalogue().consent_version]
        assert manifest["rows"] == len(found.rows)
        assert manifest["patients"] == len({row["pseudonym"] for row in found.rows})
        assert manifest["files"] == [
            {
                "name": "days.csv",
                "sha256": hashlib.sha256(days).hexdigest(),
                "bytes": len(days),
                "rows": len(found.rows),
            }
        ]

    def test_comes_last(self, export, tmp_path):
        seen = []
        folder = tmp_path / "release"

        export(folder, lambda rows, total: seen.append(sorted(p.name for p in folder.iterdir())))

        assert seen[-1] == ["days.csv.unfinished"]
        assert sorted(p.name for p in folder.iterdir()) == ["days.csv", "manifest.json"]

    def test_is_for_its_owner_only(self, export, tmp_path):
        export(tmp_path / "release")

        modes = {p.stat().st_mode & 0o777 for p in (tmp_path / "release").iterdir()}
        assert (modes, (tmp_path / "release").stat().st_mode & 0o777) == ({0o600}, 0o700)


@pytest.mark.usefixtures("participant")
class TestInterruptedExport:
    @pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit, OSError])
    def test_leaves_nothing_behind(self, export, tmp_path, stop):
        def fail(rows, total):
            raise stop

        with pytest.raises(stop):
            export(tmp_path / "release", fail)

        assert list(tmp_path.iterdir()) == []

    def test_keeps_a_folder_that_was_there(self, export, tmp_path):
        def fail(rows, total):
            raise OSError

        with pytest.raises(OSError):  # noqa: PT011 - it is the very one
            export(tmp_path, fail)

        assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("participant")
class TestExport:
    def test_refuses_a_folder_that_holds_anything(self, export, tmp_path):
        (tmp_path / "mine.txt").write_text("mine")

        with pytest.raises(FolderNotEmpty):
            export(tmp_path)

        assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]

    def test_refuses_a_file(self, export, tmp_path):
        (tmp_path / "mine.txt").write_text("mine")

        with pytest.raises(FolderNotEmpty):
            export(tmp_path / "mine.txt")

    def test_tells_how_far_it_is(self, export, tmp_path):
        seen = []

        release = export(tmp_path, lambda rows, total: seen.append((rows, total)))

        assert seen[-1] == (release.rows, release.rows)

    def test_says_one_sentence_on_the_command_line(self, app, tmp_path):
        said = app.test_cli_runner().invoke(args=["registry", "export", str(tmp_path)])

        assert said.stdout.startswith("Released ")
        assert said.stdout.count("\n") == 1
        assert " rows\n" in said.stderr

    def test_says_why_it_refuses(self, app, tmp_path):
        (tmp_path / "mine.txt").write_text("mine")
        runner = app.test_cli_runner()

        said = runner.invoke(args=["registry", "export", str(tmp_path)])
        named = runner.invoke(args=["registry", "export", str(tmp_path), "--registry", "../x"])

        assert (said.exit_code, named.exit_code) == (1, 1)
        assert "must be empty" in said.stderr
        assert "registry" in named.stderr

    @pytest.mark.parametrize("lacking", ["registry_database_url", "registry_key"])
    def test_needs_its_own_login_and_key(self, app, tmp_path, monkeypatch, lacking):
        settings = replace(app.config["SETTINGS"], **{lacking: None})
        monkeypatch.setitem(app.config, "SETTINGS", settings)

        said = app.test_cli_runner().invoke(args=["registry", "export", str(tmp_path / "x")])

        assert said.exit_code == 1
        assert lacking.upper() in said.stderr
        assert not (tmp_path / "x").exists()
