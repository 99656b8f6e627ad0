"""Every screen and page: for everybody, in every language, in every size, by keys alone."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from config.client import CLIENT
from tests.builders import Person
from tests.e2e.chromium.known import Known
from tests.e2e.chromium.places import COORDINATORS, DESK, PHONE, World, a_world
from tests.e2e.chromium.server import Server
from tests.e2e.chromium.walk import NARROW, SIGNED_OUT, Seen, Walk
from tests.e2e.chromium.way import PATIENCE_S
from tests.e2e.daytime import ZONE

USUAL = {"locale": "en-GB", "timezone_id": ZONE}
LARGER = "localStorage.setItem('text-size', 'larger')"
HALF = {"width": 720, "height": 450}
"""A window of 1440 x 900 at 200 %."""

WALKS: dict[str, dict[str, Any]] = {
    "phone, small": {"viewport": NARROW, "color_scheme": "light"},
    "phone, dark": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
    "desk, half": {"viewport": HALF, "color_scheme": "light"},
    "desk, dark": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "dark"},
    "coordinator, dark": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "dark"},
}
WHO: dict[str, Callable[[World], Person]] = {
    "phone, small": lambda world: world.patient,
    "phone, dark": lambda world: world.patient,
    "desk, half": lambda world: world.second_specialist,
    "desk, dark": lambda world: world.specialist,
    "coordinator, dark": lambda world: world.coordinator,
}
PLACES = {"phone": PHONE, "desk": DESK, "coordinator": COORDINATORS}
EVERYWHERE = [
    (name, place) for name in WALKS for place in (SIGNED_OUT, *PLACES[name.split(",")[0]])
]
IN_ENGLISH = [aim for aim in EVERYWHERE if not aim[0].endswith("dark")]
IN_BRACKETS = [aim for aim in EVERYWHERE if aim[0].endswith("dark")]
ROUTES = {
    "phone": CLIENT / "src" / "phone" / "screens.ts",
    "desk": CLIENT / "src" / "desk" / "pages.ts",
}

Look = Callable[[str, str], Seen]


@pytest.fixture(scope="module")
def world(app: Flask) -> World:
    return a_world()


@pytest.fixture(scope="module")
def walk(world: World, browser: Browser, server: Server) -> Iterator[Callable[[str], Walk]]:
    """The walk of that name, begun when it is first asked for."""
    begun: dict[str, Walk] = {}
    with ExitStack() as stack:

        def walk(name: str) -> Walk:
            if name not in begun:
                options = {"base_url": server.origin, **USUAL, **WALKS[name]}
                context = stack.enter_context(browser.new_context(**options))
                context.set_default_timeout(1000 * PATIENCE_S)
                if name == "phone, small":
                    context.add_init_script(LARGER)
                root = "/" if name.startswith("phone") else "/desk/"
                person = WHO[name](world)
                begun[name] = Walk(context, person, root=root, pseudo=name.endswith("dark"))
            return begun[name]

        yield walk


@pytest.fixture(scope="module")
def seen(walk: Callable[[str], Walk], world: World) -> Look:
    """What is wrong at a place on a walk."""
    return lambda name, place: walk(name).at(world.place(place))


@pytest.fixture(scope="module")
def known(world: World) -> Known:
    return Known.of(world)


def nothing(found: list[str]) -> None:
    assert not found, "\n" + "\n".join(found)


class TestPage:
    @pytest.mark.parametrize(("name", "place"), EVERYWHERE)
    def test_keeps_the_rules_of_axe(self, seen: Look, name: str, place: str) -> None:
        nothing(seen(name, place).violations)

    @pytest.mark.parametrize(("name", "place"), EVERYWHERE)
    def test_runs_without_a_complaint_of_the_browser(
        self, seen: Look, name: str, place: str
    ) -> None:
        nothing(seen(name, place).complaints)

    @pytest.mark.parametrize(("name", "place"), EVERYWHERE)
    def test_names_the_window(self, seen: Look, name: str, place: str) -> None:
        assert re.fullmatch(".+ \N{EN DASH} .*Tidemark.*", seen(name, place).title)

    @pytest.mark.parametrize(("name", "place"), IN_ENGLISH)
    def test_fits_a_small_window(self, seen: Look, name: str, place: str) -> None:
        nothing(seen(name, place).too_wide)

    @pytest.mark.parametrize(("name", "place"), IN_ENGLISH)
    def test_is_walked_by_keys(self, seen: Look, name: str, place: str) -> None:
        nothing(seen(name, place).by_keys)

    @pytest.mark.parametrize(("name", "place"), IN_BRACKETS)
    def test_says_nothing_that_cant_be_translated(
        self, seen: Look, known: Known, name: str, place: str
    ) -> None:
        nothing([word for word in seen(name, place).words if not known.holds(word)])


@pytest.mark.parametrize("part", ROUTES)
def test_no_route_is_left_out(part: str) -> None:
    patterns = re.findall(r'\["(/[^"]*)", \w+\]', ROUTES[part].read_text())
    shapes = [re.compile(re.sub(r":\w+", "[^/?]+", pattern)) for pattern in patterns]
    places = [place.split("?")[0] for place in PLACES[part]]
    left_out = [
        shape.pattern for shape in shapes if not any(shape.fullmatch(place) for place in places)
    ]
    assert (bool(patterns), left_out) == (True, [])


class TestKeys:
    @pytest.fixture
    def phone(self, walk: Callable[[str], Walk]) -> Walk:
        return walk("phone, small")

    @pytest.fixture
    def desk(self, walk: Callable[[str], Walk]) -> Walk:
        return walk("desk, half")

    def test_answer_a_question_and_go_on(self, phone: Walk, world: World) -> None:
        phone.go(world.place("/day/{today}"))
        page = phone.page
        asked = page.get_by_role("main").inner_text()
        answer = page.get_by_role("radio", name="5", exact=True).first
        answer.focus()
        page.keyboard.press("Space")
        expect(answer).to_be_checked()
        page.get_by_role("button", name="Next", exact=True).focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("main")).not_to_have_text(asked, use_inner_text=True)
        expect(page.locator("h1:focus, h2:focus")).to_be_visible()

    def test_search_walk_the_list_and_open_a_patient(self, desk: Walk, world: World) -> None:
        desk.go("/")
        page = desk.page
        page.keyboard.press("/")
        expect(page.get_by_role("searchbox")).to_be_focused()
        first, second = page.get_by_role("table").get_by_role("link").all()[:2]
        first.focus()
        page.keyboard.press("ArrowDown")
        expect(second).to_be_focused()
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("#/patient/"))

    def test_can_be_turned_off_where_they_are_single_letters(self, desk: Walk) -> None:
        desk.go("/")
        page = desk.page
        page.keyboard.press("?")
        page.get_by_label("Single keys do something").uncheck()
        page.keyboard.press("Escape")
        page.keyboard.press("/")
        expect(page.get_by_role("searchbox")).not_to_be_focused()
        page.get_by_role("button", name="Keys", exact=True).click()
        page.get_by_label("Single keys do something").check()
        page.keyboard.press("Escape")

    def test_move_the_day_that_the_charts_show(self, desk: Walk, world: World) -> None:
        desk.go(world.place("/patient/{patient}"))
        page = desk.page
        day = page.get_by_role("complementary").get_by_role("heading", level=2)
        shown = day.inner_text()
        page.get_by_role("slider").focus()
        page.keyboard.press("ArrowLeft")
        expect(day).not_to_have_text(shown)
        page.keyboard.press("ArrowRight")
        expect(day).to_have_text(shown)
