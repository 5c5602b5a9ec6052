from tests.browser.people import *
from tests.browser.conftest import *
def test_ping(phone, workbook):
    page = phone.begin("blockers")
    page.evaluate("""() => { window.states = []; new MutationObserver(() => states.push([Math.round(performance.now()/1000), document.documentElement.dataset.seat])).observe(document.documentElement, {attributes: true}); }""")
    page.wait_for_timeout(100_000)
    print(page.evaluate("window.states"))
