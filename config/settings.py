"""The settings, read once from the environment when a process starts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from config import environment
from config.environment import MissingSettingsError, Reader, SettingsError

PUSH_HOSTS = (
    "fcm.googleapis.com",
    "*.push.services.mozilla.com",
    "*.push.apple.com",
    "*.notify.windows.com",
)

__all__ = ["MissingSettingsError", "Settings", "SettingsError", "owner_url", "sqlalchemy_form"]


def sqlalchemy_form(database_url: str) -> str:
    """The same place as SQLAlchemy writes it, with the driver in the scheme."""
    return "postgresql+psycopg://" + database_url.removeprefix("postgresql://")


def owner_url(env: Mapping[str, str]) -> str:
    """Where the owner of the schema signs in, for libpq, or raise a SettingsError."""
    reader = Reader(env)
    found = reader.required("MIGRATION_DATABASE_URL", environment.database_url, "")
    reader.finish()
    return found


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """What an operator may set, and nothing else; secrets don't show in its repr."""

    database_url: str = field(repr=False)
    """The API's own login, which has no rights but its roles', as a libpq URL."""

    secret_key: str = field(repr=False)
    """Signs the access tokens; changing it signs everybody out."""

    vault_keys: Mapping[str, bytes] = field(repr=False)
    """Key-encryption keys by id: the first one wraps new data keys, the others open old ones."""

    lookup_key: bytes = field(repr=False)
    """Keys the hashes by which e-mail addresses and codes are found; changing it loses them all."""

    vapid_keys: Mapping[str, bytes] = field(repr=False)
    """P-256 scalars that sign what is pushed, by id: browsers subscribe with the first one's
    public key, the others serve the subscriptions made with them."""

    vapid_subject: str
    """Where push services complain: mailto: or https:, with a real domain."""

    push_hosts: tuple[str, ...] = PUSH_HOSTS
    """All hosts that anything is ever pushed to; `*.` before a name stands for all below it."""

    host: str = "127.0.0.1"
    """The address the server listens on."""

    port: int = 8000
    """The TCP port the server listens on."""

    workers: int = 2
    """How many processes serve requests."""

    threads: int = 2
    """How many requests each of these processes works on at once."""

    proxies: int = 0
    """How many reverse proxies in front are trusted to say where a request came from."""

    public_url: str = ""
    """How people reach the product, for links in its mails, without a closing slash."""

    desk_url: str = ""
    """How staff reach the desk, likewise; in production it is best a host name of its own."""

    smtp_url: str | None = field(default=None, repr=False)
    """The mail server that takes the product's mails; without one no mail is sent."""

    mail_from: str | None = None
    """The sender of the product's mails."""

    log_level: str = "INFO"
    """The least severe kind of log line that is written."""

    metrics_token: str | None = field(default=None, repr=False)
    """Opens the operator's figures; without one they are closed."""

    worker_database_url: str | None = field(default=None, repr=False)
    """The workers' own login, for `flask worker` alone; not for the server."""

    migration_database_url: str | None = field(default=None, repr=False)
    """The owner's login, for commands that change the schema or rights; not for the server."""

    registry_database_url: str | None = field(default=None, repr=False)
    """The registry's own login, for the export command alone."""

    registry_key: bytes | None = field(default=None, repr=False)
    """Keys the registry's pseudonyms; changing it gives everybody a new one."""

    @classmethod
    def from_env(cls, env: Mapping[str, str], *, also: Iterable[str] = ()) -> Self:
        """Read the settings, or raise a SettingsError that names all that lack or are malformed.

        `also` names variables that this caller can't do without, although the server can.
        """
        read = Reader(env)
        for name in also:
            read.need(name)
        host = read.optional("HOST", environment.plain, "127.0.0.1")
        port = read.optional("PORT", environment.whole(1, 65535), 8000)
        public_url = read.optional(
            "PUBLIC_URL", environment.url("https", "http"), f"http://{host}:{port}"
        )
        if env.get("SMTP_URL"):
            read.need("MAIL_FROM")
        settings = cls(
            database_url=read.required("DATABASE_URL", environment.database_url, ""),
            secret_key=read.required("SECRET_KEY", environment.secret, ""),
            vault_keys=read.required("VAULT_KEYS", environment.named(environment.key), {}),
            lookup_key=read.required("LOOKUP_KEY", environment.key, b""),
            vapid_keys=read.required("VAPID_KEYS", environment.named(environment.signing_key), {}),
            vapid_subject=read.required("VAPID_SUBJECT", environment.contact, ""),
            push_hosts=read.optional("PUSH_HOSTS", environment.hosts, PUSH_HOSTS),
            host=host,
            port=port,
            workers=read.optional("WORKERS", environment.whole(1, 128), 2),
            threads=read.optional("THREADS", environment.whole(1, 128), 2),
            proxies=read.optional("PROXIES", environment.whole(0, 10), 0),
            public_url=public_url,
            desk_url=read.optional(
                "DESK_URL", environment.url("https", "http"), f"{public_url}/desk"
            ),
            smtp_url=read.optional("SMTP_URL", environment.url("smtp", "smtps"), None),
            mail_from=read.optional("MAIL_FROM", environment.address, None),
            log_level=read.optional(
                "LOG_LEVEL", environment.one_of("DEBUG", "INFO", "WARNING", "ERROR"), "INFO"
            ),
            metrics_token=read.optional("METRICS_TOKEN", environment.secret, None),
            worker_database_url=read.optional(
                "WORKER_DATABASE_URL", environment.database_url, None
            ),
            migration_database_url=read.optional(
                "MIGRATION_DATABASE_URL", environment.database_url, None
            ),
            registry_database_url=read.optional(
                "REGISTRY_DATABASE_URL", environment.database_url, None
            ),
            registry_key=read.optional("REGISTRY_KEY", environment.key, None),
        )
        read.finish()
        return settings

    @property
    def sqlalchemy_url(self) -> str:
        """The API's login as SQLAlchemy writes it."""
        return sqlalchemy_form(self.database_url)

    @property
    def current_vault_key(self) -> str:
        """The id of the key that wraps new data keys."""
        return next(iter(self.vault_keys))
