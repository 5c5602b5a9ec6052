"""Nobody reaches what is not theirs, nothing but the listed pages exists, and text stays text."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.people import HOST, Phone, Workbook
from tests.browser.wire import OURS, ask, call, line

pytestmark = pytest.mark.shares_a_workbook

PAGES = ("", "help", "record", "return", "sign-in", "weather", "workbook/dimensions", "no-such")
FOREIGN = {"rule": "foreign", "message": "This can only be done from the workbook's own page."}
SIGNED_OUT = {"rule": "signed-out", "message": "Start again from the first page."}
CALLS = (
    "people", "recovery", "return", "leave-device", "erase", "return-phrase", "quick-exit",
    "unlock", "owner", "sign-out", "seats",
)  # fmt: skip
CLOSED = (
    "/api", "/api/", "/api/kernels", "/api/kernels/{kernel}", "/api/kernels/{kernel}/restart",
    "/api/kernels/{kernel}/interrupt", "/api/kernelspecs", "/api/sessions", "/api/contents",
    "/api/contents/1_dimensions.ipynb", "/api/terminals", "/api/status", "/api/me", "/api/shutdown",
    "/api/config/notebook", "/api/nbconvert", "/api/spec.yaml", "/api/people/1", "/voila",
    "/voila/render/1_dimensions.ipynb", "/voila/files/1_dimensions.ipynb", "/voila/static/main.js",
    "/voila/templates/lab/static/voila.js", "/voila/query/1_dimensions.ipynb",
    "/voila/api/shutdown/{kernel}", "/files/1_dimensions.ipynb", "/view/1_dimensions.ipynb",
    "/nbconvert/html/1_dimensions.ipynb", "/lab", "/lab/tree", "/tree", "/notebooks", "/edit",
    "/terminals/1", "/login", "/logout", "/metrics", "/custom/custom.css", "/kernelspecs/python3",
    "/static/", "/static/../", "/static/../pages.py", "/static/%2e%2e/pages.py",
    "/static/..%2f..%2fcli.py", "/static//etc/passwd", "/static/site.css", "/workbook",
    "/workbook/", "/workbook/../record", "/workbook/1_dimensions.ipynb", "/closeness.sqlite3",
)  # fmt: skip
PAYLOADS = (
    '"><img src=x onerror=alert(1)>',
    "<script>alert(1)</script>",
    "</textarea></p><svg onload=alert(1)><b>bold",
)


def test_a_chapter_without_a_record_leads_to_the_first_page(
    phone: Phone, workbook: Workbook
) -> None:
    for chapter in ("dimensions", "blockers", "journal", "guide"):
        phone.page.goto(f"{workbook.url}workbook/{chapter}")
        expect(phone.page.get_by_role("button", name="Start")).to_be_visible()
        assert phone.page.url == workbook.url
        reply = ask(workbook, f"/workbook/{chapter}")
        assert (reply.status, reply.text) == (302, "")
    for forged in ("nonsense", "", "a" * 5000, '"%00%ff"'):
        cookie = {"Cookie": f"closeness={forged}"}
        assert ask(workbook, "/workbook/dimensions", headers=cookie).status == 302


def test_the_guide_is_for_the_owner_alone(phone: Phone, workbook: Workbook) -> None:
    phone.forgiven.append("status of 403")
    page = phone.begin()
    reply = page.goto(f"{workbook.url}workbook/guide")
    assert reply is not None
    assert reply.status == 403
    expect(page.get_by_role("heading", level=1)).to_have_text("This page is not open to you")
    assert "Your part, and what is not your part" not in page.content()
    refused = call(workbook, "seats", phone, {"page": "guide", "visit": "1"})
    assert (refused.status, refused.error["rule"]) == (404, "unknown-page")


def test_another_persons_kernel_is_out_of_reach(
    new_phone: Callable[..., Phone], workbook: Workbook
) -> None:
    one, other = new_phone(), new_phone()
    kernel = one.take_seat("dimensions")["kernel"]
    other.begin()
    other.line_may_drop = True
    assert line(other.page, workbook, kernel).startswith("closed")
    refused = call(workbook, f"seats/{kernel}/leave", other)
    assert refused.status == 404
    assert refused.error == {"rule": "unknown-seat", "message": "This seat is not yours."}
    assert call(workbook, f"seats/{kernel}/leave").error == SIGNED_OUT
    one.about("A friend")
    one.page.locator("#ex-dimensions-ideas_now-4").check()
    one.saved()
    assert line(one.page, workbook, kernel) == "open"


def test_a_kernels_line_wants_its_own_page(phone: Phone, workbook: Workbook) -> None:
    kernel = phone.take_seat("dimensions")["kernel"]
    path = f"/api/kernels/{kernel}/channels"
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    }
    own = f"http://{HOST}:{workbook.port}"
    for origin in ({}, {"Origin": ""}, {"Origin": "http://elsewhere.test"}, {"Origin": "null"}):
        assert ask(workbook, path, phone=phone, headers={**upgrade, **origin}).status == 403
    assert ask(workbook, path, headers={**upgrade, "Origin": own}).status == 403
    gone = path.replace(kernel, "00000000-0000-4000-8000-000000000000")
    assert ask(workbook, gone, phone=phone, headers={**upgrade, "Origin": own}).status == 404


@pytest.mark.parametrize("name", CALLS)
def test_a_call_from_elsewhere_is_refused(workbook: Workbook, name: str) -> None:
    path = f"/api/{name}"
    own, foreign = f"http://{HOST}:{workbook.port}", "http://elsewhere.test"
    cookie = call(workbook, "people").headers["Set-Cookie"].partition(";")[0]
    for headers in (
        {"Content-Type": "application/json"},
        {"Content-Type": "text/plain", "Origin": own},
        {**OURS, "Origin": foreign},
        {**OURS, "Origin": f"http://{HOST}:{workbook.port + 1}"},
        {**OURS, "Origin": "null"},
        {**OURS, "X-Closeness": "2"},
    ):
        reply = ask(workbook, path, "POST", body={}, headers={**headers, "Cookie": cookie})
        assert (reply.status, reply.error) == (403, FOREIGN)
    # Nothing was done: the record is still there.
    assert ask(workbook, "/workbook/dimensions", headers={"Cookie": cookie}).status == 200


def test_a_body_that_is_no_json_object_is_refused(workbook: Workbook) -> None:
    said = {"rule": "not-json", "message": "This request was not understood. Reload the page."}
    for body in (["secret"], "secret", 7):
        reply = call(workbook, "return", body=body)
        assert (reply.status, reply.error) == (400, said)
    missing = call(workbook, "return", body={"secret": 7})
    assert missing.error == {"rule": "missing", "message": "Please fill in secret."}
    long = call(workbook, "return", body={"secret": "x" * 1001})
    assert long.error == {"rule": "too-long", "message": "secret has at most 1000 characters."}


def test_nothing_of_jupyter_or_voila_is_left_open(phone: Phone, workbook: Workbook) -> None:
    kernel = phone.take_seat("dimensions")["kernel"]
    for path in (one.format(kernel=kernel) for one in CLOSED):
        methods = ("GET", "POST", "DELETE") if path.startswith("/api/kernels") else ("GET",)
        for method in methods:
            reply = ask(workbook, path, method, phone, headers=OURS)
            assert reply.status == 404, (method, path)
            assert "Traceback" not in reply.text
    phone.about("A friend")  # the kernel lives


def test_every_page_tells_the_browser_to_keep_it_private(phone: Phone, workbook: Workbook) -> None:
    phone.begin()
    here = f"{HOST}:{workbook.port}"
    for path in (*PAGES, "health", "api/kernels"):
        reply = ask(workbook, f"/{path}", phone=phone)
        assert reply.headers["Content-Security-Policy"] == (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
            f"connect-src 'self' ws://{here} wss://{here}; manifest-src 'self'; "
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )
        kept = "private, max-age=86400" if path == "weather" else "no-store"
        assert reply.headers["Cache-Control"] == kept
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
        assert reply.headers["Referrer-Policy"] == "no-referrer"
        assert reply.headers["Server"] is None
    strange = ask(workbook, "/", headers={"Host": "evil.test; script-src *"})
    assert strange.status == 400
    assert "evil" not in str(strange.headers) + strange.text


def test_a_page_holds_no_secret_and_no_answer(phone: Phone, workbook: Workbook) -> None:
    phone.begin()
    (cookie,) = phone.context.cookies(workbook.url)
    assert cookie["httpOnly"]
    assert (cookie["path"], cookie["sameSite"]) == ("/", "Lax")
    phone.about("A friend", "Zoë-Marie")
    for path in PAGES:
        text = ask(workbook, f"/{path}", phone=phone).text
        assert cookie["value"] not in text
        assert "Zoë" not in text
    health = json.loads(ask(workbook, "/health").text)
    assert set(health) == {"status", "version", "seats", "schema", "integrity"}


def test_html_that_a_person_writes_is_shown_as_text(phone: Phone) -> None:
    phone.page.on("dialog", lambda dialog: phone.faults.append(f"dialog: {dialog.message}"))
    picture, script, closing = PAYLOADS
    page = phone.begin("blockers")
    phone.about("A friend", picture)
    expect(page.locator(".cw-about strong")).to_have_text(f"{picture} (a friend)")
    for label, text in (("When …", script), ("… I will", closing)):
        page.get_by_label(label).fill(text)
    phone.saved()
    page.get_by_text("My own marks in a few words").click()
    expect(page.locator(".cw-own")).to_have_text([script, closing])
    phone.open("journal")
    page.get_by_role("button", name="Write down a moment").click()
    page.get_by_role("button", name="Yesterday").click()
    fields = ("What happened?", "Who was there", "Something else that helped")
    for label, text in zip(fields, PAYLOADS, strict=True):
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Done").click()
    phone.saved()
    page.reload()
    phone.wait()
    for text in PAYLOADS:
        expect(page.locator(".cw-entry")).to_contain_text(text)
    page.get_by_role("button", name="Choose someone else").click()
    phone.about("My parent")
    page.get_by_role("button", name="Choose someone else").click()
    page.get_by_role("button", name=picture).click()
    expect(page.locator(".cw-about strong")).to_contain_text(picture)
    page.get_by_role("button", name="Show my picture").click()
    expect(page.locator(".cw-picture p").first).to_be_visible()
    expect(page.locator(".cw-exercise :is(script, svg, b, img[src=x])")).to_have_count(0)


def test_html_in_an_address_is_text_too(phone: Phone, workbook: Workbook) -> None:
    phone.forgiven += ["status of 404", "status of 403"]
    page = phone.page
    for path in (f"return#{PAYLOADS[0]}", f"sign-in#{PAYLOADS[1]}", f"workbook/{PAYLOADS[1]}"):
        page.goto(workbook.url + path)
        expect(page.locator("main h1")).to_be_visible()
        expect(page.locator("main :is(script, img)")).to_have_count(0)
