"""Which browsers of a person take push messages."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
from uuid_utils.compat import uuid7

from backend import vault
from backend.accounts.queries import get_account
from backend.accounts.rules import Actor
from backend.errors import Invalid, NotFound
from backend.push import queries
from backend.push.gateway.keys import MalformedKeys
from backend.push.gateway.subscriptions import check_subscription, resolves_forbidden
from backend.push.gateway.vapid import Vapid
from backend.push.models import Subscription
from backend.push.rules.hosts import Endpoint, ForbiddenEndpoint, Hosts
from backend.push.rules.messages import Address

PLACE = "push_subscriptions.address"
DEVICE_LENGTH = 120


class EndpointRefused(Invalid):
    """Messages are not sent to this address."""

    code = "endpoint_refused"


class KeysRefused(Invalid):
    """These keys are not those of a browser's subscription."""

    code = "keys_refused"


class UnknownKey(Invalid):
    """The browser subscribed with a key that isn't in use. Subscribe with the one served."""

    code = "key_unknown"


def subscribe(
    actor: Actor, wish: Mapping[str, Any], *, device: str, hosts: Hosts, vapid: Vapid
) -> dict[str, Any]:
    """Let this browser take the person's messages, as long as the sign-in that asks holds.

    `wish` has endpoint, keys and key as in the API. Whoever's it was before, it is theirs no more.
    A browser that is known keeps the key it subscribed with unless told another. Raises
    EndpointRefused, KeysRefused or UnknownKey.
    """
    endpoint, keys, key = wish["endpoint"], wish["keys"], wish["key"]
    key_id = vapid.key_id(key) if key is not None else vapid.current
    if key_id is None:
        raise UnknownKey({"key": [UnknownKey.__doc__ or ""]})
    address = Address(endpoint=endpoint, **keys, key_id=key_id)
    found = _require_good(address, hosts)
    account = get_account(actor.id)
    endpoint_hash = vault.keyed_hash("push endpoint", endpoint)
    written = orjson.dumps({"endpoint": endpoint, **keys}).decode()
    place = f"{PLACE}.{endpoint_hash.hex()}"
    bound = queries.bind_subscription(
        uuid7(),
        actor.sign_in_id,
        {
            "endpoint_hash": endpoint_hash.hex(),
            "address_sealed": vault.seal(account.data_key, actor.id, place, written).hex(),
            "key_id": key_id,
            "key_is_named": key is not None,
            "vendor": found.vendor,
            "device": device[:DEVICE_LENGTH] or None,
        },
    )
    return {"id": bound.id, "created_at": bound.created_at, "device": device[:DEVICE_LENGTH]}


def subscriptions(
    actor: Actor, *, before: Sequence[Any] | None, limit: int
) -> Sequence[Subscription]:
    """The person's browsers, the newest first."""
    return queries.subscriptions_of(actor.id, before=before, limit=limit)


def unsubscribe(actor: Actor, subscription_id: UUID) -> None:
    """Send nothing to this browser any more, or raise NotFound."""
    if not queries.drop_subscription(actor.id, subscription_id):
        raise NotFound


def opened(
    sealed: bytes, *, key_id: str, data_key: bytes, account_id: UUID, endpoint_hash: bytes
) -> Address:
    """Where a stored subscription's messages go, or raise vault.Unreadable."""
    place = f"{PLACE}.{endpoint_hash.hex()}"
    written = orjson.loads(vault.unseal(data_key, account_id, place, sealed))
    return Address(**written, key_id=key_id)


def _require_good(address: Address, hosts: Hosts) -> Endpoint:
    try:
        found = check_subscription(address, hosts)
    except ForbiddenEndpoint as refusal:
        raise EndpointRefused({"endpoint": [str(refusal)]}) from refusal
    except MalformedKeys as refusal:
        raise KeysRefused({"keys": [str(refusal)]}) from refusal
    if not found.is_loopback_listed and resolves_forbidden(found.host):
        raise EndpointRefused({"endpoint": ["Its host lies in a network that nobody may reach."]})
    return found
