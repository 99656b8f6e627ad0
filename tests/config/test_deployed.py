import psycopg
import pytest

from config import deployed
from config.settings import SettingsError


def a_migration(folder, revision, down):
    folder.joinpath(f"{revision}.py").write_text(
        f'revision: str = "{revision}"\ndown_revision: str | None = {down!r}\n'.replace("'", '"')
    )


class TestHead:
    def test_is_the_revision_that_no_other_stands_on(self, tmp_path):
        a_migration(tmp_path, "0001", None)
        a_migration(tmp_path, "0002", "0001")

        assert deployed.head(tmp_path) == "0002"

    def test_is_unknown_with_two_of_them(self, tmp_path):
        a_migration(tmp_path, "0001", None)
        a_migration(tmp_path, "0002", None)

        assert deployed.head(tmp_path) is None


class TestReach:
    def test_finds_no_revision_before_the_first_migration(self, cluster):
        assert deployed.reach(cluster.database("empty").owner) is None

    def test_finds_another_identity_in_another_database(self, cluster):
        found = []
        for name in ("one", "two"):
            owner = cluster.database(name).owner
            with psycopg.connect(owner) as connection:
                connection.execute("CREATE TABLE alembic_version AS SELECT '0001' AS version_num")
            found.append(deployed.reach(owner))

        assert found[0] != found[1]
        assert all(identity.endswith(" 0001") for identity in found)

    def test_says_in_a_sentence_that_there_is_no_server(self):
        with pytest.raises(SettingsError, match="MIGRATION_DATABASE_URL can't be reached"):
            deployed.reach("postgresql://a:b@127.0.0.1:1/x")
