"""What the launcher tells: progress while it works, and the demo's logins at the end."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pyotp

PATIENTS_SHOWN = 3


class Progress:
    """One line for each thing that is being done, with the seconds that it took."""

    def __init__(self) -> None:
        self._is_open = False

    @contextmanager
    def doing(self, what: str) -> Iterator[None]:
        """Say what is being done, and how long it took if it went well."""
        began = time.perf_counter()
        print(f"{what} … ", end="", flush=True)
        self._is_open = True
        try:
            yield
        except BaseException:
            self._close()
            raise
        took = f"{time.perf_counter() - began:.1f} s"
        print(took if self._is_open else f"{what}: {took}", flush=True)
        self._is_open = False

    def say(self, line: str) -> None:
        """Pass on a line of what is going on inside."""
        self._close()
        print(f"    {line}", flush=True)

    def _close(self) -> None:
        if self._is_open:
            print(flush=True)
            self._is_open = False


def tell_address(base_url: str) -> None:
    """Say where the server answers."""
    print(f"\nTidemark answers at {base_url}: patients' phone app", flush=True)
    print(f"  {base_url}/desk/ is the specialists' desk, {base_url}/api/docs the API", flush=True)


def tell_logins(accounts: Sequence[dict[str, Any]]) -> None:
    """Print the demo's logins, each with its code of the moment if it needs one."""
    patients = [account for account in accounts if account["role"] == "patient"]
    staff = [account for account in accounts if account["role"] != "patient"]
    rows = [("role", "e-mail", "password", "code (30 s)")]
    for account in [*staff, *patients[:PATIENTS_SHOWN]]:
        secret = account.get("totp_secret")
        code = pyotp.TOTP(secret).now() if secret else "-"
        rows.append((account["role"], account["email"], account["password"], code))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    print("\nThis is a demo: not for clinical use until cleared; not for emergencies.\n")
    for row in rows:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))
    if (others := len(patients) - PATIENTS_SHOWN) > 0:
        print(f"  and {others} more patients")
    print("\nAll of them, with the secrets of the codes, are in var/demo.json. Ctrl-C stops.")
