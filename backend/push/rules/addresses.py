"""Which IP addresses lie on the public internet."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

_NOT_PUBLIC_4: Final = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # behind a carrier's NAT
        "127.0.0.0/8",  # loopback
        "169.254.0.0/16",  # link-local, and the clouds' metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/3",  # multicast, reserved, broadcast
    )
)
"""IANA's registry of special-purpose IPv4 addresses (RFC 6890), and what isn't unicast."""

_GLOBAL_6: Final = IPv6Network("2000::/3")
"""All that IANA has given out as global unicast."""

_NOT_PUBLIC_6: Final = tuple(
    IPv6Network(text)
    for text in (
        "2001::/23",  # protocol assignments; Teredo (RFC 4380) tunnels to an address of its own
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4 (RFC 3056) tunnels to an address of its own
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)
_TRANSLATED: Final = (IPv6Network("::ffff:0:0/96"), IPv6Network("64:ff9b::/96"))
"""An IPv4 address in the last 32 bits: mapped, and NAT64 (RFC 6052) as in IPv6-only networks."""


def is_public(ip: str | IPv4Address | IPv6Address) -> bool:
    """Whether a connection to the address leaves for the public internet; False if it is none."""
    if isinstance(ip, str):
        try:
            ip = ip_address(ip)
        except ValueError:
            return False
    if isinstance(ip, IPv4Address):
        return not any(ip in network for network in _NOT_PUBLIC_4)
    if ip.scope_id is not None:
        return False
    if any(ip in network for network in _TRANSLATED):
        return is_public(IPv4Address(int(ip) & 0xFFFF_FFFF))
    return ip in _GLOBAL_6 and not any(ip in network for network in _NOT_PUBLIC_6)
