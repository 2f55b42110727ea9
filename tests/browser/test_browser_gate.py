"""The gate on a phone, with its network cut: scanned and typed, verdicts, the queue, and what comes of it later."""

import io
import json

import pytest
import segno
from axe_playwright_python.sync_playwright import Axe
from django.db import connections
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect, sync_playwright

from accounts.models import User
from accreditation.models import Gate, Passage
from accreditation.services.cards import reissue_card, report_lost
from accreditation.states import GateVerdict
from agencies.models import Agency
from tests.accreditation.press import make_card, make_gate
from tests.browser.conftest import PHONE, Visitor
from tests.conftest import CHROMIUM

pytestmark = pytest.mark.browser
FRAME = (640, 480)
TRIED_AGAIN = 75_000  # milliseconds: what the phone could not send at once, it sends 45 seconds later


@pytest.fixture
def agency(country):
    return Agency.objects.get(slug="nature")


@pytest.fixture
def gate(agency) -> Gate:
    names = {"name_kk": "Бас қақпа", "name_ru": "Главный вход", "name_en": "Main entrance"}
    return make_gate(agency, **names)


@pytest.fixture
def phone(gate, live_server, monkeypatch, tmp_path):
    """phone(card) opens a signed-in phone whose camera sees the QR of the card."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        browsers = []

        def start(card, language: str = "en", **context) -> Visitor:
            film = tmp_path / f"camera-{len(browsers)}.y4m"
            film.write_bytes(film_of(card.qr))
            camera = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")
            browser = playwright.chromium.launch(
                executable_path=CHROMIUM, args=["--no-sandbox", *camera, f"--use-file-for-fake-video-capture={film}"]
            )
            browsers.append(browser)
            visitor = Visitor(browser, live_server.url, PHONE, **context)
            User.objects.filter(email="gate@demo.kz").update(language=language)  # the gate speaks as its guard does
            visitor.sign_in("gate@demo.kz", language)
            visitor.go("/gate/")
            visitor.page.locator(f".gate__list a[href*='/gate/{gate.pk}/']").click()
            settled(visitor)
            patient(visitor)
            return visitor

        yield start
        connections.close_all()
        for browser in browsers:
            browser.close()


def film_of(text: str) -> bytes:
    """A camera that looks at a QR code: one frame of YUV4MPEG2, which Chromium repeats."""
    drawn = io.BytesIO()
    segno.make(text, error="m").save(drawn, kind="png", scale=6, border=4)
    code = Image.open(drawn).convert("RGB")
    scene = Image.new("RGB", FRAME, (200, 200, 200))
    scene.paste(code, ((FRAME[0] - code.width) // 2, (FRAME[1] - code.height) // 2))
    luma, blue, red = scene.convert("YCbCr").split()
    half = (FRAME[0] // 2, FRAME[1] // 2)
    frame = b"FRAME\n" + luma.tobytes() + blue.resize(half).tobytes() + red.resize(half).tobytes()
    return f"YUV4MPEG2 W{FRAME[0]} H{FRAME[1]} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * 10


def settled(visitor: Visitor) -> None:
    """The lists are on the phone, and its worker watches the page and keeps it."""
    visitor.page.wait_for_selector("[data-gate][data-ready=yes]")
    kept = """async () => navigator.serviceWorker.controller !== null
      && Boolean(await (await caches.open('gate-pages')).match(location.href, {ignoreVary: true}))"""
    for _ in range(600):
        if visitor.page.evaluate(kept):
            return
        visitor.page.wait_for_timeout(100)
    pytest.fail("The worker does not keep the page.")


def patient(visitor: Visitor, milliseconds: int = 30_000) -> None:
    """However busy the machine is, the portal answers before the phone decides."""
    visitor.page.evaluate(f"document.querySelector('[data-gate]').dataset.patience = {milliseconds}")


def check(visitor: Visitor, typed: str, verdict: str, direction: str = "IN") -> str:
    """Type it, read the verdict, go on; what the verdict says."""
    page = visitor.page
    page.locator(f"[name=direction][value={direction}]").check(force=True)
    page.fill("[name=text]", typed)
    page.keyboard.press("Enter")
    expect(page.locator(".verdict__word")).to_have_text(verdict)
    said = page.locator(".verdict").inner_text()
    page.locator(".verdict__next").click()
    expect(page.locator(".verdict")).to_have_count(0)
    return said


def waiting(visitor: Visitor) -> int:
    return visitor.page.evaluate(
        """() => new Promise((resolve) => {
          const request = indexedDB.open("gate", 1);
          request.onsuccess = () => {
            const count = request.result.transaction("scans").objectStore("scans").count();
            count.onsuccess = () => resolve(count.result);
          };
        })"""
    )


def passages() -> list[tuple[str, str, str, bool]]:
    found = Passage.objects.order_by("scanned_at")
    return [(row.words, row.direction, row.verdict, row.is_offline) for row in found]


def test_gate_goes_on_without_network_and_loses_and_doubles_nothing(phone, agency):
    now = timezone.now()
    card, other, lost, later = (make_card(agency, at=now) for _ in range(4))
    report_lost(card=lost, by=None, at=now)
    stranger = make_card(at=now)
    guard = phone(card)
    page = guard.page

    # With network: the camera reads the QR, the portal answers.
    page.click("#open-camera")
    expect(page.locator(".verdict__word")).to_have_text("Let in")
    expect(page.locator(".verdict__name")).to_have_text(card.accreditation.full_name)
    page.locator(".verdict__next").click()
    page.wait_for_timeout(1500)  # the card is still held before the camera: that is no second scan
    expect(page.locator(".verdict")).to_have_count(0)
    page.click("#close-camera")
    assert "Main entrance, let in by Нұрлан Қасымов" in check(guard, card.qr, "Already inside")
    assert [words for words, *_rest in passages()] == [card.number, card.number]
    online = Passage.objects.count()
    assert waiting(guard) == 0

    # Without: the page opens anew, the phone decides by its lists, and keeps what it said.
    guard.context.set_offline(True)
    page.reload()
    page.wait_for_selector("[data-gate][data-ready=yes]")
    expect(page.locator("#link")).to_contain_text("No network")
    middle = other.qr.index("#") + 40
    altered = other.qr[:middle] + ("A" if other.qr[middle] != "A" else "B") + other.qr[middle + 1 :]
    assert "Main entrance" in check(guard, card.number, "Already inside")
    assert "Decided without network" in check(guard, other.qr, "Let in")
    check(guard, other.qr, "Already inside")
    check(guard, altered, "Forged")
    check(guard, stranger.qr, "Card of another body")
    assert "Reported lost" in check(guard, lost.number, "Revoked")
    check(guard, "2026 999999", "No such card")
    check(guard, other.number, "Let out", "OUT")
    check(guard, other.number, "Let in")
    # Revoked meanwhile, where the phone could not hear of it.
    new = reissue_card(card=later, by=None, at=timezone.now())
    check(guard, later.qr, "Let in")
    assert (waiting(guard), Passage.objects.count()) == (10, online)
    expect(page.locator("[data-waiting] b")).to_have_text("10")

    # Killed and started again, still without network.
    page.goto("about:blank")
    guard.go(page_of(agency))
    page.wait_for_selector("[data-gate][data-ready=yes]")
    assert waiting(guard) == 10

    # Back: all goes once, in its order, and what was wrong is reported.
    guard.context.set_offline(False)
    expect(page.locator("#reports li")).to_have_count(1, timeout=TRIED_AGAIN)
    expect(page.locator("#reports li")).to_contain_text(later.number)
    expect(page.locator("[data-waiting]")).to_be_hidden(timeout=TRIED_AGAIN)
    page.reload()
    settled(guard)
    patient(guard)
    assert waiting(guard) == 0
    assert passages()[online:] == [
        (card.number, "IN", GateVerdict.ALREADY_INSIDE, True),
        (other.number, "IN", GateVerdict.VALID, True),
        (other.number, "IN", GateVerdict.ALREADY_INSIDE, True),
        (other.code, "IN", GateVerdict.BAD_SIGNATURE, True),
        (stranger.code, "IN", GateVerdict.FOREIGN, True),
        (lost.number, "IN", GateVerdict.REVOKED, True),
        ("CRD-2026-999999", "IN", GateVerdict.UNKNOWN, True),
        (other.number, "OUT", GateVerdict.VALID, True),
        (other.number, "IN", GateVerdict.VALID, True),
        (later.number, "IN", GateVerdict.REVOKED, True),
    ]
    check(guard, new.qr, "Let in")
    refused = "ERR_INTERNET_DISCONNECTED"  # the browser complains of every call the cut network refused, often late
    assert [line for line in guard.complaints if refused not in line] == []


def page_of(agency: Agency) -> str:
    return f"/gate/{agency.gates.latest('pk').pk}/"


def test_two_phones_without_network_let_one_card_in_twice_and_hear_of_it(phone, agency):
    card = make_card(agency, at=timezone.now())
    north, south = phone(card), phone(card)
    for guard in (north, south):
        guard.context.set_offline(True)
        check(guard, card.qr, "Let in")
    south.context.set_offline(False)  # the later scan comes first
    expect(south.page.locator("[data-waiting]")).to_be_hidden(timeout=TRIED_AGAIN)
    expect(south.page.locator("#link")).to_contain_text("Online", timeout=TRIED_AGAIN)
    north.context.set_offline(False)
    expect(north.page.locator("[data-waiting]")).to_be_hidden(timeout=TRIED_AGAIN)
    expect(north.page.locator("#link")).to_contain_text("Online", timeout=TRIED_AGAIN)
    first, second = Passage.objects.order_by("scanned_at")
    assert (first.verdict, second.verdict, second.doubles) == (GateVerdict.VALID, GateVerdict.ALREADY_INSIDE, first)


def test_gate_decides_by_itself_when_the_portal_is_slow_and_corrects_nothing_twice(phone, agency):
    card = make_card(agency, at=timezone.now())
    guard = phone(card)
    patient(guard, 500)
    guard.page.route("**/passages/", lambda route: None)  # never answered
    assert "Decided without network" in check(guard, card.qr, "Let in")
    guard.page.unroute_all(behavior="ignoreErrors")
    guard.page.evaluate("dispatchEvent(new Event('online'))")
    expect(guard.page.locator("[data-waiting]")).to_be_hidden(timeout=TRIED_AGAIN)
    assert passages() == [(card.number, "IN", GateVerdict.VALID, True)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_gate_breaks_no_rule_of_accessibility(phone, agency, scheme):
    card = make_card(agency, at=timezone.now())
    guard = phone(card, color_scheme=scheme)
    rules = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
    for words in (None, card.number, "nothing"):
        if words:
            guard.page.fill("[name=text]", words)
            guard.page.keyboard.press("Enter")
            guard.page.wait_for_selector(".verdict")
        found = Axe().run(guard.page, options=rules).response["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == [], json.dumps(words)
        assert guard.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        if words:
            guard.page.locator(".verdict__next").click()
    assert guard.complaints == []


def test_gate_works_as_a_plain_form_without_its_script(phone, agency):
    card = make_card(agency, at=timezone.now())
    guard = phone(card)
    plain = guard.context.browser.new_context(
        java_script_enabled=False, viewport=PHONE, storage_state=guard.context.storage_state()
    )
    page = plain.new_page()
    page.goto(f"{guard.address}{page_of(agency)}")
    for word in ("Let in", "Already inside"):
        page.fill("[name=text]", card.number)
        with page.expect_navigation():
            page.locator("button[type=submit]").click()
        expect(page.locator(".verdict__word")).to_have_text(word)
        with page.expect_navigation():
            page.locator(".verdict__next").click()
    plain.close()
