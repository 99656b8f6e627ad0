import base64
import dataclasses

import pytest

from config.settings import MissingSettingsError, Settings, SettingsError, owner_url

KEY = base64.b64encode(b"k" * 32).decode()
OTHER_KEY = base64.b64encode(b"o" * 32).decode()
SCALAR = base64.urlsafe_b64encode(b"k" * 32).decode().rstrip("=")
OTHER_SCALAR = base64.urlsafe_b64encode(b"o" * 32).decode()
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
GOOD = {
    "DATABASE_URL": "postgresql://api:hidden-password@db/tidemark",
    "SECRET_KEY": "hidden-secret-of-more-than-32-characters",
    "VAULT_KEYS": f"k2:{KEY},k1:{OTHER_KEY}",
    "LOOKUP_KEY": KEY,
    "VAPID_KEYS": f"v2:{SCALAR},v1:{OTHER_SCALAR}",
    "VAPID_SUBJECT": "mailto:push@example.org",
}


def urlsafe(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode()


class TestSettings:
    def test_names_every_missing_secret_at_once(self):
        with pytest.raises(MissingSettingsError) as raised:
            Settings.from_env({})

        assert str(raised.value) == (
            "DATABASE_URL, LOOKUP_KEY, SECRET_KEY, VAPID_KEYS, VAPID_SUBJECT and VAULT_KEYS are "
            "missing from the environment."
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
            ("VAPID_KEYS", f"v1:{KEY[:-5]}"),
            ("VAPID_KEYS", "v1:" + base64.b64encode(b"\xfb" * 32).decode()),
            ("VAPID_KEYS", "v1:" + urlsafe(bytes(32))),
            ("VAPID_KEYS", "v1:" + urlsafe(ORDER.to_bytes(32))),
            ("VAPID_KEYS", f"v1:{SCALAR},v1:{SCALAR}"),
            ("VAPID_SUBJECT", "hidden@example.org"),
            ("VAPID_SUBJECT", "mailto:"),
            ("VAPID_SUBJECT", "mailto:hidden@localhost"),
            ("VAPID_SUBJECT", "mailto:hidden@clinic.localhost"),
            ("VAPID_SUBJECT", "mailto:hidden@127.0.0.1"),
            ("VAPID_SUBJECT", "mailto: hidden@example.org"),
            ("VAPID_SUBJECT", "mailto:<hidden@example.org>"),
            ("VAPID_SUBJECT", "https://localhost"),
            ("VAPID_SUBJECT", "https://127.0.0.1/hidden"),
            ("VAPID_SUBJECT", "https://[::1]/"),
            ("VAPID_SUBJECT", "https://hidden"),
            ("VAPID_SUBJECT", "http://hidden.example.org"),
            ("VAPID_SUBJECT", "https://user@example.org"),
            ("VAPID_SUBJECT", "https://[hidden"),
            ("PUSH_HOSTS", "https://hidden.example.org"),
            ("PUSH_HOSTS", "push.example.org,"),
            ("PUSH_HOSTS", "*"),
            ("PUSH_HOSTS", "*.org"),
            ("PUSH_HOSTS", "*.*.example.org"),
            ("PUSH_HOSTS", "hidden.example.org:443"),
            ("METRICS_TOKEN", "hidden-too-short"),
            ("WORKER_DATABASE_URL", "hidden"),
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

    def test_keeps_the_signing_keys_in_order_with_or_without_their_padding(self):
        settings = Settings.from_env(GOOD)

        assert list(settings.vapid_keys.items()) == [("v2", b"k" * 32), ("v1", b"o" * 32)]

    @pytest.mark.parametrize("scalar", [1, ORDER - 1])
    def test_takes_every_private_key_of_the_curve(self, scalar):
        settings = Settings.from_env(GOOD | {"VAPID_KEYS": "v1:" + urlsafe(scalar.to_bytes(32))})

        assert int.from_bytes(settings.vapid_keys["v1"]) == scalar

    @pytest.mark.parametrize(
        "subject", ["mailto:push+1@clinic.example.org", "https://example.org/contact"]
    )
    def test_takes_a_contact_that_exists_beyond_this_machine(self, subject):
        assert Settings.from_env(GOOD | {"VAPID_SUBJECT": subject}).vapid_subject == subject

    def test_pushes_to_the_four_vendors_only_unless_told_otherwise(self):
        assert Settings.from_env(GOOD).push_hosts == (
            "fcm.googleapis.com",
            "*.push.services.mozilla.com",
            "*.push.apple.com",
            "*.notify.windows.com",
        )

    def test_takes_the_whole_list_of_hosts_to_push_to(self):
        hosts = "Push.Example.org, *.example.net,127.0.0.1,localhost"

        assert Settings.from_env(GOOD | {"PUSH_HOSTS": hosts}).push_hosts == (
            "push.example.org", "*.example.net", "127.0.0.1", "localhost",
        )  # fmt: skip

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
                    "METRICS_TOKEN": "hidden-token-of-more-than-32-characters",
                    "WORKER_DATABASE_URL": "postgresql://w:hidden-password@db/tidemark",
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


class TestDesk:
    def test_stands_below_the_patients_address_unless_it_has_its_own(self):
        settings = Settings.from_env(GOOD | {"PUBLIC_URL": "https://diary.example.org"})

        assert settings.desk_url == "https://diary.example.org/desk"

    def test_may_have_a_host_of_its_own(self):
        settings = Settings.from_env(GOOD | {"DESK_URL": "https://desk.example.org"})

        assert settings.desk_url == "https://desk.example.org"

    def test_is_reached_over_http_and_nothing_else(self):
        with pytest.raises(SettingsError, match="DESK_URL"):
            Settings.from_env(GOOD | {"DESK_URL": "ftp://desk.example.org"})
