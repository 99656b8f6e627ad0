from pathlib import Path
from uuid import uuid4

import pytest

from tests.registry.releases import Found


@pytest.fixture
def release(app, tmp_path):
    """Make a release on the command line and give what lies there."""

    def make(*options: str) -> Found:
        folder = Path(tmp_path / uuid4().hex)
        said = app.test_cli_runner().invoke(args=["registry", "export", str(folder), *options])
        assert said.exit_code == 0, said.output
        return Found(folder, app.config["SETTINGS"].registry_key)

    return make
