"""Which endpoints and addresses a push may go to."""

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.push.rules.addresses import is_public
from backend.push.rules.hosts import (
    MAX_ENDPOINT_CHARS,
    BadHostEntry,
    ForbiddenEndpoint,
    Hosts,
)

MOZILLA, APPLE, WINDOWS = "*.push.services.mozilla.com", "*.push.apple.com", "*.notify.windows.com"


class TestEndpoint:
    @pytest.mark.parametrize(
        ("url", "vendor"),
        [
            ("https://fcm.googleapis.com/fcm/send/cX:APA91b-_x", "fcm.googleapis.com"),
            ("https://FCM.googleapis.com:443/wp/x", "fcm.googleapis.com"),
            ("HTTPS://updates.push.services.mozilla.com/wpush/v2/gAAA", MOZILLA),
            ("https://web.push.apple.com/QOX?y=%20", APPLE),
            ("https://wns2-par02p.notify.windows.com/w/?token=BQ%2bx%3d", WINDOWS),
        ],
    )
    def test_of_a_vendor_is_allowed(self, url, vendor):
        endpoint = Hosts().check(url)

        assert endpoint.vendor == vendor
        assert (endpoint.scheme, endpoint.port) == ("https", 443)
        assert not endpoint.is_loopback_listed
        assert endpoint.origin == f"https://{endpoint.host}"
        assert endpoint.url.startswith(endpoint.origin + "/")

    @pytest.mark.parametrize(
        ("entry", "url", "origin"),
        [
            ("127.0.0.1", "http://127.0.0.1:9401/x", "http://127.0.0.1:9401"),
            ("127.0.0.1", "https://127.0.0.1/x", "https://127.0.0.1"),
            ("localhost", "http://LOCALHOST/x", "http://localhost"),
            ("127.9.9.9", "http://127.9.9.9:80/x", "http://127.9.9.9"),
            ("::1", "http://[::1]:9401/x", "http://[::1]:9401"),
            ("[::1]", "https://[::1]:443/x", "https://[::1]"),
        ],
    )
    def test_of_a_listed_loopback_host_is_allowed(self, entry, url, origin):
        endpoint = Hosts([entry]).check(url)

        assert endpoint.is_loopback_listed
        assert endpoint.origin == origin

    def test_of_a_listed_public_host_needs_https_and_443(self):
        hosts = Hosts(["push.clinic.example", "9.9.9.9"])

        assert hosts.check("https://9.9.9.9/x").vendor == "9.9.9.9"
        for url in ("http://push.clinic.example/x", "https://push.clinic.example:8443/x"):
            with pytest.raises(ForbiddenEndpoint):
                hosts.check(url)

    def test_is_at_most_2048_characters_long(self):
        url = "https://fcm.googleapis.com/"

        Hosts().check(url.ljust(MAX_ENDPOINT_CHARS, "x"))
        with pytest.raises(ForbiddenEndpoint):
            Hosts().check(url.ljust(MAX_ENDPOINT_CHARS + 1, "x"))

    @given(st.text())
    def test_is_refused_in_one_way_whatever_it_is(self, text):
        with pytest.raises(ForbiddenEndpoint):
            Hosts().check(text)


class TestList:
    @pytest.mark.parametrize(
        "entry",
        [
            "", "*", "*.", "*.com", "https://fcm.googleapis.com", "fcm.googleapis.com:443",
            "a*.b.c", "*.*.b.c", "a..b", "-a.b", "a.b.", "10.0.0.1", "169.254.169.254",
            "::ffff:10.0.0.1", "2130706433", "127.1", "0x7f.1", "*.0.0.1", "fd00::1",
            "0.0.0.0", "münchen.example",  # noqa: S104
        ],
    )  # fmt: skip
    def test_has_no_entry_that_means_nothing_or_the_inside(self, entry):
        with pytest.raises(BadHostEntry):
            Hosts([entry])

    def test_may_hold_a_punycode_name_itself(self):
        hosts = Hosts(["xn--mnchen-3ya.example"])

        assert hosts.check("https://xn--mnchen-3ya.example/x").vendor == "xn--mnchen-3ya.example"


class TestAddress:
    @pytest.mark.parametrize(
        "ip",
        [
            "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255",  # noqa: S104
            "127.0.0.1", "127.255.255.255", "169.254.169.254", "172.16.0.1", "172.31.255.255",
            "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.19.255.255",
            "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
            "::", "::1", "fe80::1", "fe80::1%eth0", "febf::1", "fc00::1", "fdff::1", "fec0::1",
            "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::7f00:1",
            "64:ff9b::a00:1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1",
            "2001::1", "2001:0:7f00:1::", "2001:db8::1", "2001:10::1", "2001:20::1", "3fff::1",
            "5f00::1", "100::1", "4000::1", "", "x", "127.1", "0x7f000001", "1.1.1.1 ",
        ],
    )  # fmt: skip
    def test_that_leads_inside_is_not_public(self, ip):
        assert not is_public(ip)

    @pytest.mark.parametrize(
        "ip",
        [
            "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
            "126.255.255.255", "128.0.0.0", "169.253.255.255", "172.15.255.255", "172.32.0.0",
            "192.167.255.255", "198.17.255.255", "223.255.255.255", "2606:4700::1", "2a00:1450::1",
            "64:ff9b::101:101", "::ffff:1.1.1.1", "2003::1", "2001:200::1",
        ],
    )  # fmt: skip
    def test_of_the_internet_is_public(self, ip):
        assert is_public(ip)

    @given(st.integers(0, 2**32 - 1))
    def test_of_version_4_is_never_public_where_the_standard_library_says_private(self, number):
        address = IPv4Address(number)

        assert not is_public(address) or (address.is_global and not address.is_multicast)

    @given(st.integers(0, 2**128 - 1))
    def test_of_version_6_is_never_public_where_the_standard_library_says_private(self, number):
        address = IPv6Address(number)

        assert not is_public(address) or (address.is_global and not address.is_multicast)
