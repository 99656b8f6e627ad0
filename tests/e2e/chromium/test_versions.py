"""Only a whole version of the app is kept on a phone: what one build made, and nobody else."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

INSTALLED = """
    const registration = await navigator.serviceWorker.ready;
    const found = new Promise((go) => registration.addEventListener("updatefound",
        () => go(registration.installing), { once: true }));
    await registration.update();
    const coming = await found;
    const change = (go) => coming.addEventListener("statechange", go, { once: true });
    while (coming.state === "installing") await new Promise(change);
    return coming.state;
"""
WELCOME = "<!doctype html><title>Welcome</title><h1>Welcome to our network</h1>"


def the_page(folder: Path, _: Path) -> Path:
    return folder / "index.html"


def a_script(folder: Path, before: Path) -> Path:
    """One that is kept, and that the version before doesn't have."""
    kept = (folder / "service-worker.js").read_text()
    scripts = [each for each in sorted((folder / "assets").glob("*.js")) if each.name in kept]
    return next(each for each in scripts if not (before / "assets" / each.name).exists())


class TestVersion:
    @pytest.mark.parametrize("of", [the_page, a_script])
    def test_is_kept_only_if_each_file_is_its_own(self, pocket, phone, way, builds, tmp_path, of):
        pocket.opens_offline()
        mixed = tmp_path / "mixed"
        shutil.copytree(builds[1], mixed)
        of(mixed, builds[0]).write_text(WELCOME)
        way.files = mixed

        assert pocket.do(INSTALLED) == "redundant"

        phone.set_offline(True)
        pocket.page.reload()
        expect(pocket.page.get_by_role("navigation")).to_be_visible()
        phone.set_offline(False)
        way.files = builds[1]
        assert pocket.do(INSTALLED) == "installed"
