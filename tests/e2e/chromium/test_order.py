"""What two tabs do at once is done one after the other where the later would undo the earlier."""

from tests.builders import a_patient
from tests.e2e.chromium.pocket import Pocket
from tests.e2e.chromium.test_turns import another, turns
from tests.e2e.chromium.way import PATIENCE_S, soon
from tests.e2e.daytime import today
from tests.phone import Phone, said

SESSION = "/api/v1/session"
HOLD = """
    await new Promise((held) => navigator.locks.request(given.turn,
        () => { held(); return new Promise((go) => { window.letGo = go }) }));
"""


class TestPull:
    def test_takes_nothing_in_while_an_answer_is_written_down(self, pocket, phone, patient):
        other = another(phone, patient)
        Phone(patient).put(today(), said(answers={"pain_average": 4}))
        other.do(HOLD, turn="tidemark-queue")
        pocket.do("window.told = app.diary.pull(given.me)")
        soon(lambda: "tidemark-queue" in turns(pocket, "pending"), "It doesn't wait.")
        assert pocket.standing(today()) == "none"

        other.page.evaluate("window.letGo()")
        assert pocket.page.evaluate("window.told") is True
        assert pocket.standing(today()) == "received"


class TestSignIn:
    def test_is_not_undone_by_the_end_of_the_one_before(self, pocket, phone, way, patient):
        somebody = a_patient()
        slow = way.meets(SESSION, "delay", holding=somebody.email)
        failing = way.meets(SESSION, "answer", times=1_000, status=502)
        pocket.do("await app.session.signOut()")
        other = Pocket(phone.new_page(), patient)
        other.open()
        login = {"email": somebody.email, "password": pocket.login["password"]}
        pocket.do(
            "window.told = app.session.signIn(given.email, given.password).then(() => 'in')",
            **login,
        )
        assert slow.met.wait(PATIENCE_S)
        failing.times = 0
        other.page.evaluate("window.dispatchEvent(new Event('online'))")
        soon(lambda: "tidemark-ending" in turns(other, "pending"), "It doesn't wait.")

        slow.go.set()
        assert pocket.page.evaluate("window.told") == "in"
        assert pocket.do("return (await (await fetch('/api/v1/account')).json()).email") == (
            somebody.email
        )
