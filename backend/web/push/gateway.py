"""The settings of push, as the application was given them."""

from flask import Flask, current_app

from backend.push.gateway.vapid import Vapid
from backend.push.rules.hosts import Hosts
from config import Settings

HOSTS, VAPID = "tidemark.push_hosts", "tidemark.vapid"


def init_app(app: Flask, settings: Settings) -> None:
    """Keep the list of hosts and the keys for the application's requests."""
    app.extensions[HOSTS] = Hosts(settings.push_hosts)
    app.extensions[VAPID] = Vapid(settings.vapid_keys, settings.vapid_subject)


def hosts() -> Hosts:
    """To which hosts messages may go."""
    found: Hosts = current_app.extensions[HOSTS]
    return found


def vapid() -> Vapid:
    """The keys with which this server identifies itself to push services."""
    found: Vapid = current_app.extensions[VAPID]
    return found
