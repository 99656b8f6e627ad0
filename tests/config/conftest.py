import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import embedded


def a_folder() -> Path:
    """A folder that the user who runs PostgreSQL for root may enter, as pytest's own isn't."""
    folder = Path(tempfile.mkdtemp(prefix="tidemark-"))
    folder.chmod(0o711)
    return folder


@pytest.fixture(scope="module")
def cluster() -> Iterator[embedded.Cluster]:
    folder = a_folder()
    cluster = embedded.start(folder / "pg", shared_buffers_mb=16)
    yield cluster
    cluster.stop()
    shutil.rmtree(folder)


@pytest.fixture
def folder() -> Iterator[Path]:
    folder = a_folder()
    yield folder / "pg"
    shutil.rmtree(folder)
