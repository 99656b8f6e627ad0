"""Chromium as a process that can be killed outright, over a profile that outlives it."""

import os
import signal
import subprocess
from pathlib import Path

import psutil
from playwright.sync_api import Page, Playwright

from tests.e2e.chromium.way import PATIENCE_S, soon
from tests.e2e.daytime import ZONE

START_S = 60.0
"""For a browser to begin, which on a busy machine takes longer than anything that it then does."""

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Life:
    """From one start of the browser to its end."""

    def __init__(self, playwright: Playwright, chromium: str, profile: Path) -> None:
        said = profile / "DevToolsActivePort"
        said.unlink(missing_ok=True)
        options = [f"--user-data-dir={profile}", "--remote-debugging-port=0", "--headless=new"]
        self._process = subprocess.Popen(
            [chromium, *ARGUMENTS, *options, "about:blank"],
            # A group of its own, so that nothing of it survives.
            start_new_session=True,
            env=os.environ | {"TZ": ZONE},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        port = soon(lambda: said.exists() and said.read_text().partition("\n")[0], within_s=START_S)
        self._browser = playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
        context = self._browser.contexts[0]
        context.set_default_timeout(1000 * PATIENCE_S)
        self.page: Page = context.pages[0] if context.pages else context.wait_for_event("page")

    def kill(self) -> None:
        """All of it at once, in the middle of whatever it does."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        soon(self._is_gone)

    def end(self) -> None:
        """As when a person closes it."""
        self._browser.new_browser_cdp_session().send("Browser.close")
        self._process.wait(START_S)
        soon(self._is_gone)

    def _is_gone(self) -> bool:
        """Whether none of its processes has a file of the profile open any more."""
        return not any(map(self._has, psutil.process_iter()))

    def _has(self, process: psutil.Process) -> bool:
        try:
            is_ours = os.getpgid(process.pid) == self._process.pid
            return is_ours and process.status() != psutil.STATUS_ZOMBIE
        except (ProcessLookupError, psutil.NoSuchProcess):
            return False
