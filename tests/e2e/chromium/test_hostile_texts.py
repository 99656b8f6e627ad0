"""Whatever people type is text on every page: it is seen, and it does nothing."""

from collections.abc import Iterator
from email.message import Message
from urllib.request import urlopen

import pytest

from backend.web.client.routes import POLICY
from backend.web.headers import HEADERS
from tests.e2e.chromium.app import DESK
from tests.e2e.chromium.hostile import HostileChart, Ward
from tests.e2e.chromium.lookout import Lookout
from tests.e2e.chromium.payloads import PAYLOADS
from tests.e2e.daytime import ago

ONCE = ("onset", "failed", "stop", "deviation", "cancel", "early")
"""Of what a chart has one text: the first chart has the first half, the second the other."""

GIVEN = ("event", "given", "per", "other24h", "rescue", "term", "action")
VERSIONS = ("batch", "u", "why")


@pytest.fixture(scope="module")
def ward(app) -> Ward:
    return Ward()


@pytest.fixture(scope="module")
def desk(browser, server, ward) -> Iterator[Lookout]:
    """One for all, because a code of the authenticator app opens it once."""
    context = browser.new_context(base_url=server.origin, **DESK)
    desk = Lookout(context, server.origin)
    desk.sign_in(ward.specialist, "/desk/")
    yield desk
    context.close()


def of(ward: Ward, chart: HostileChart, *fields: str) -> list[str]:
    """The texts of these fields that this chart holds."""
    number = ward.charts.index(chart)
    held = {name: [texts[number]] for name, texts in ward.texts.items() if name in ONCE}
    return [text for field in fields for text in {**ward.texts, **held}[field]]


class TestPayloads:
    def test_are_many_and_different(self):
        assert len(PAYLOADS) == len(set(PAYLOADS)) >= 60


class TestDesk:
    def test_shows_names_as_they_are(self, desk, ward):
        desk.sees("/", of(ward, ward.charts[0], "reader", "colleague"), whole=PAYLOADS)
        desk.sees("/account", [*ward.texts["clinic"], ward.specialist.email])
        desk.sees("/people", ward.texts["reader"])

    @pytest.mark.parametrize("number", [0, 1])
    def test_shows_every_text_of_a_chart_and_runs_none(self, desk, ward, number):
        chart = ward.charts[number]
        here = f"/patient/{chart.id}"
        for place, fields in (
            (here, ("note", "stop", "colleague")),
            (f"{here}/notes", ("written", "done", "colleague")),
            (f"{here}/treatment/orders", ()),
            (f"{here}/treatment/orders/{chart.order}", ("stop",)),
            (f"{here}/treatment/orders/{chart.order}?do=amend", ("stop",)),
            (f"{here}/treatment/sessions", ()),
            (f"{here}/treatment/sessions/{chart.session}?do=amend", ("early", *GIVEN)),
            (f"{here}/treatment/sessions/{chart.cancelled}", ("cancel",)),
            (f"{here}/treatment/doses", ("dose",)),
            (f"{here}/treatment/exposure", ()),
            (f"{here}/treatment/second-looks", ()),
            (f"{here}/labs", ()),
            (f"{here}/labs?report={chart.report}", ("laboratory",)),
            (f"{here}/phenotype", ("onset", "failed", "medicine")),
            (f"{here}/phenotype?do=pain", ("onset", "failed")),
        ):
            desk.sees(place, of(ward, chart, *fields))

    @pytest.mark.parametrize("number", [0, 1])
    def test_shows_a_session_with_all_its_versions(self, desk, ward, number):
        chart = ward.charts[number]
        place = f"/patient/{chart.id}/treatment/sessions/{chart.session}"
        texts = of(ward, chart, "deviation", "early", *GIVEN, *VERSIONS)
        desk.sees(place, texts, whole=chart.events)

    def test_shows_what_was_said_of_a_day(self, desk, ward):
        desk.sees(f"/patient/{ward.charts[0].id}", [ward.texts["other"][0]])

    def test_prints_the_texts(self, desk, ward):
        desk.page.emulate_media(media="print")
        for chart in ward.charts:
            texts = of(ward, chart, "stop", "reader")
            desk.sees(f"/patient/{chart.id}/print", [*texts, chart.patient.name])
        desk.page.emulate_media(media="screen")


class TestPhone:
    def test_shows_every_text_and_runs_none(self, contexts, server, ward):
        chart = ward.charts[0]
        phone = Lookout(contexts(), server.origin)
        phone.sign_in(chart.patient)
        for days, (note, other) in enumerate(
            zip(ward.texts["note"], ward.texts["other"], strict=True)
        ):
            phone.sees(f"/day/{ago(days)}", [note, other])
        phone.sees("/doses", ward.texts["dose"])
        phone.sees("/accesses", of(ward, chart, "clinic", "reader"))
        phone.sees("/sharing", of(ward, chart, "clinic", "colleague", "reader"))
        phone.sees("/settings", [chart.patient.name, chart.patient.email])
        for place in ("/", "/history", "/trends", "/safe", "/settings/devices", "/attention"):
            phone.sees(place, [])


class TestHeaders:
    @pytest.mark.parametrize("path", ["/", "/desk/", "/service-worker.js", "/icon.svg", "asset"])
    def test_let_a_page_load_and_run_nothing_but_ours(self, server, path):
        _, _, page = asked(server, "/desk/")
        script = page.partition('src="')[2].partition('"')[0]
        status, headers, _ = asked(server, script if path == "asset" else path)

        assert (status, headers["Content-Security-Policy"]) == (200, POLICY)
        for name in {*HEADERS} - {"Cache-Control", "Content-Security-Policy"}:
            assert headers[name] == HEADERS[name]

    def test_know_no_exception(self):
        allowed = {source for rule in POLICY.split("; ") for source in rule.split()[1:]}
        assert allowed == {"'none'", "'self'", "'script'", "tidemark"}


def asked(server, path: str) -> tuple[int, Message, str]:
    with urlopen(server.origin + path) as answer:  # noqa: S310 - our own server
        return answer.status, answer.headers, answer.read().decode(errors="replace")
