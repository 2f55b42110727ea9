"""The field that takes a signature, and signing in the browser where it is offered."""

import base64

import pytest
from csp.constants import SELF
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from documents.signatures.cms import size_limit
from documents.signatures.forms import SignatureField
from tests.documents.signing import officer, sign


class LetterForm(forms.Form):
    text = forms.CharField(strip=False)
    signature = SignatureField(signs="text", required=False)


def form(*, made_here="", name="a.p7s", content=None, required=False):
    files = {"signature": SimpleUploadedFile(name, content)} if content is not None else {}
    bound = LetterForm({"text": "x", "signature_made_here": made_here}, files)
    bound.fields["signature"].required = required
    return bound


@pytest.mark.parametrize("name", ["a.p7s", "a.cms", "a.sig", "A.P7S"])
def test_field_takes_a_file(name):
    cms = sign(officer())
    bound = form(name=name, content=cms)
    assert bound.is_valid(), bound.errors
    assert bound.cleaned_data["signature"] == cms


def test_field_takes_what_the_browser_made():
    cms = base64.b64encode(sign(officer()))
    bound = form(made_here=cms.decode())
    assert bound.is_valid()
    assert bound.cleaned_data["signature"] == cms


def test_field_may_stay_empty_unless_required():
    bound = form()
    assert bound.is_valid()
    assert bound.cleaned_data["signature"] == b""
    assert form(required=True).errors == {"signature": ["This field is required."]}


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        pytest.param({"name": "a.pdf", "content": b"0"}, "Choose a signature file: P7S, CMS or SIG.", id="kind"),
        pytest.param({"content": b"noise"}, "It is not an electronic signature (CMS), or is damaged.", id="noise"),
        pytest.param({"made_here": "ы"}, "It is not an electronic signature (CMS), or is damaged.", id="not base64"),
    ],
)
def test_field_refuses_what_is_no_signature(sent, words):
    assert form(**sent).errors == {"signature": [words]}


def test_field_refuses_a_huge_file_unread(settings):
    settings.FILE_LIMIT = 0
    bound = form(content=b"0" * (size_limit() + 1))
    assert bound.errors == {"signature": ["The signature is too large. It may have up to 768.0\xa0KB."]}


def test_browser_signs_only_where_it_is_offered(settings):
    settings.NCALAYER = False
    assert "data-sign" not in str(form()["signature"])
    assert str(form().media) == ""
    settings.NCALAYER = True
    html = str(form()["signature"])
    assert 'data-sign="text"' in html
    assert '<input type="hidden" name="signature_made_here">' in html
    assert 'type="file"' in html
    assert str(form().media).split("\n") == [
        '<script src="/static/vendor/ncalayer-js-client/ncalayer-client.js" defer></script>',
        '<script src="/static/js/sign.js" type="module"></script>',
    ]


def test_pages_may_speak_to_nobody_but_us(client, db):
    """Where NCALayer is offered, the settings add its address on the reader's own machine."""
    policy = client.get("/").headers["Content-Security-Policy"]
    assert f"connect-src {SELF}" in policy.split("; ")
