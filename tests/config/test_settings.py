import base64
import dataclasses

import pytest

from config.settings import MissingSettingsError, Settings, SettingsError, owner_url

KEY = base64.b64encode(b"k" * 32).decode()
OTHER_KEY = base64.b64encode(b"o" * 32).decode()
GOOD = {
    "DATABASE_URL": "postgresql://api:hidden-password@db/tidemark",
    "SECRET_KEY": "hidden-secret-of-more-than-32-characters",
    "VAULT_KEYS": f"k2:{KEY},k1:{OTHER_KEY}",
    "LOOKUP_KEY": KEY,
}


class TestSettings:
    def test_names_every_missing_secret_at_once(self):
        with pytest.raises(MissingSettingsError) as raised:
            Settings.from_env({})

        assert str(raised.value) == (
            "DATABASE_URL, LOOKUP_KEY, SECRET_KEY and VAULT_KEYS are missing from the environment."
        )

    def test_counts_an_empty_variable_as_missing(self):
        with pytest.raises(MissingSettingsError, match=r"^SECRET_KEY is missing"):
            Settings.from_env(GOOD | {"SECRET_KEY": ""})

    def test_names_what_this_caller_needs_as_well(self):
        with pytest.raises(MissingSettingsError, match="MIGRATION_DATABASE_URL is missing"):
            Settings.from_env(GOOD, also=["MIGRATION_DATABASE_URL"])

    def test_needs_a_sender_once_there_is_a_mail_server(self):
        with pytest.raises(MissingSettingsError, match="MAIL_FROM is missing"):
            Settings.from_env(GOOD | {"SMTP_URL": "smtp://mail"})

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("DATABASE_URL", "mysql://hidden@db/x"),
            ("SECRET_KEY", "hidden-too-short"),
            ("VAULT_KEYS", "hidden"),
            ("VAULT_KEYS", f"k1:{KEY},k1:{OTHER_KEY}"),
            ("VAULT_KEYS", f"k1:{KEY},"),
            ("VAULT_KEYS", f":{KEY}"),
            ("VAULT_KEYS", "k1:" + base64.b64encode(b"hidden").decode()),
            ("LOOKUP_KEY", "hidden!"),
            ("REGISTRY_KEY", base64.b64encode(b"k" * 31).decode()),
            ("MIGRATION_DATABASE_URL", "hidden"),
            ("PORT", "0"),
            ("PORT", "65536"),
            ("PORT", "-1"),
            ("PORT", "\uff18\uff10\uff10\uff10"),
            ("WORKERS", "0"),
            ("THREADS", "two"),
            ("PROXIES", "1.5"),
            ("PUBLIC_URL", "diary.example.org"),
            ("PUBLIC_URL", "https://"),
            ("LOG_LEVEL", "LOUD"),
        ],
    )
    def test_names_a_malformed_variable_without_its_value(self, name, value):
        with pytest.raises(SettingsError) as raised:
            Settings.from_env(GOOD | {name: value})

        assert str(raised.value).startswith(f"{name} must be ")
        assert "hidden" not in str(raised.value)

    def test_names_every_malformed_variable_at_once(self):
        with pytest.raises(SettingsError, match=r"^SECRET_KEY must .*; PORT|^PORT must .*; SECRET"):
            Settings.from_env(GOOD | {"PORT": "x", "SECRET_KEY": "x"})

    @pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
    def test_takes_a_database_url_in_each_spelling(self, scheme):
        settings = Settings.from_env(GOOD | {"DATABASE_URL": f"{scheme}://a:b@/db?host=%2Frun"})

        assert settings.database_url == "postgresql://a:b@/db?host=%2Frun"
        assert settings.sqlalchemy_url == "postgresql+psycopg://a:b@/db?host=%2Frun"

    def test_keeps_the_vault_keys_in_order_with_the_current_one_first(self):
        settings = Settings.from_env(GOOD)

        assert dict(settings.vault_keys) == {"k2": b"k" * 32, "k1": b"o" * 32}
        assert settings.current_vault_key == "k2"

    def test_listens_on_this_machine_only_unless_told_otherwise(self):
        settings = Settings.from_env(GOOD)

        assert (settings.host, settings.port) == ("127.0.0.1", 8000)
        assert settings.public_url == "http://127.0.0.1:8000"

    def test_hides_its_secrets_in_its_repr(self):
        shown = repr(
            Settings.from_env(
                GOOD
                | {
                    "REGISTRY_KEY": KEY,
                    "SMTP_URL": "smtp://u:hidden-password@mail",
                    "MAIL_FROM": "diary@example.org",
                    "MIGRATION_DATABASE_URL": "postgresql://o:hidden-password@db/tidemark",
                }
            )
        )

        assert "hidden" not in shown
        assert "kkkk" not in shown

    def test_cannot_be_changed(self):
        with pytest.raises(dataclasses.FrozenInstanceError):
            Settings.from_env(GOOD).port = 1


class TestOwnerUrl:
    def test_names_the_variable_that_is_missing(self):
        with pytest.raises(MissingSettingsError, match="MIGRATION_DATABASE_URL"):
            owner_url({})
