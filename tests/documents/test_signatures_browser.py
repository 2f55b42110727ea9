"""Signing in a real Chromium; NCALayer, which runs on the signer's machine, is played by the test."""

import base64
import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from django import forms
from django.template import engines
from playwright.sync_api import sync_playwright

from documents.signatures.forms import SignatureField
from documents.signatures.local import LocalVerifier
from documents.states import SignatureReason as Reason
from tests.conftest import CHROMIUM
from tests.documents.signing import AT, officer, root, sign

ROOT = Path(__file__).resolve().parents[2]
SITE = "http://portal.example/"
TEXT = "Неге?\nҚашан?"
PAGE = """<!doctype html><meta charset="utf-8"><title>x</title>{{ form.media }}
<form method="post" action="/sent/">{{ form }}<button type="submit">Send</button></form>"""


class LetterForm(forms.Form):
    text = forms.CharField(strip=False, widget=forms.Textarea)
    signature = SignatureField(signs="text", required=False)


class Layer:
    """NCALayer as far as we ask it: its greeting, and a signature of what it is given."""

    def __init__(self):
        self.signs = "yes"
        self.asked = []

    def open(self, socket):
        if self.signs == "closed":
            socket.close()
            return
        socket.on_message(lambda message: socket.send(json.dumps(self.answer(json.loads(message)))))
        socket.send(json.dumps({"result": {"version": "1.4"}}))

    def answer(self, question):
        if question["module"] != "kz.gov.pki.knca.basics":
            return {"code": "404", "message": "no such module"}
        self.asked.append(question["args"])
        if self.signs == "cancelled":
            return {"status": True, "body": {}}
        cms = base64.encodebytes(sign(officer(), content=base64.b64decode(question["args"]["data"]))).decode()
        return {"status": True, "body": {"result": [f"-----BEGIN CMS-----\n{cms}-----END CMS-----\n"]}}


@pytest.fixture
def layer():
    return Layer()


@pytest.fixture
def page(layer, settings):
    settings.NCALAYER = True
    html = engines["django"].from_string(PAGE).render({"form": LetterForm()})
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        opened = browser.new_page()
        opened.route("**/*", lambda route: route.abort())
        opened.route(f"{SITE}**", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
        opened.route(
            f"{SITE}static/**",
            lambda route: route.fulfill(path=ROOT / route.request.url.removeprefix(SITE)),
        )
        opened.route_web_socket("wss://127.0.0.1:13579/**", layer.open)
        opened.goto(SITE)
        yield opened
        browser.close()


def press(page):
    page.get_by_role("button", name="Sign with NCALayer").click()


def says(page, words):
    page.get_by_role("status").get_by_text(words).wait_for()


@pytest.mark.browser
def test_text_is_signed_as_it_is_sent(page, layer, settings, tmp_path):
    page.fill("[name=text]", TEXT)
    press(page)
    says(page, "Signed.")
    with page.expect_request(f"{SITE}sent/") as sent:
        page.get_by_role("button", name="Send").click()
    received = {name: values[0] for name, values in parse_qs(sent.value.post_data).items()}
    bound = LetterForm(received)
    assert bound.is_valid(), bound.errors
    (tmp_path / "root.pem").write_bytes(root().pem)
    settings.SIGNATURE_ROOTS = tmp_path
    content, cms = bound.cleaned_data["text"].encode(), bound.cleaned_data["signature"]
    assert LocalVerifier().verify(content, cms, at=AT).reason is Reason.GENUINE
    [asked] = layer.asked
    assert (asked["format"], asked["signingParams"]["encapsulate"], asked["locale"]) == ("cms", False, "en")


@pytest.mark.browser
@pytest.mark.parametrize(
    ("signs", "text", "words"),
    [
        pytest.param("closed", TEXT, "NCALayer does not answer.", id="NCALayer is not running"),
        pytest.param("cancelled", TEXT, "Nothing was signed.", id="the signer changed their mind"),
        pytest.param("yes", "", "There is nothing to sign yet.", id="nothing written"),
    ],
)
def test_what_went_wrong_is_said(page, layer, signs, text, words):
    layer.signs = signs
    page.fill("[name=text]", text)
    press(page)
    says(page, words)
    assert page.locator("[name=signature_made_here]").input_value() == ""


@pytest.mark.browser
def test_signature_is_dropped_when_the_text_changes(page):
    page.fill("[name=text]", TEXT)
    press(page)
    says(page, "Signed.")
    page.locator("[name=text]").press_sequentially("!")
    says(page, "The content was changed after signing.")
    assert page.locator("[name=signature_made_here]").input_value() == ""


@pytest.mark.parametrize(
    ("offered", "addresses"), [("off", ["'self'"]), ("on", ["'self'", "wss://127.0.0.1:13579"])], ids=["off", "on"]
)
def test_pages_may_speak_to_ncalayer_only_where_it_is_offered(offered, addresses):
    program = "from pressoffice.settings import *; print(CONTENT_SECURITY_POLICY['DIRECTIVES']['connect-src'])"
    world = os.environ | {"NCALAYER": offered}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=world, check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == str(addresses)
