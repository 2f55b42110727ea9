"""An authenticator app of our own making (RFC 6238): the product's code is not asked what is right."""

import base64
import hmac
import struct
from datetime import datetime
from hashlib import sha1

from allauth.core.context import request_context
from django.http import HttpResponse
from django.test import Client, TestCase

from accounts.models import User

PERIOD = 30


def code_at(secret: str, at: datetime) -> str:
    counter = struct.pack(">Q", int(at.timestamp()) // PERIOD)
    digest = hmac.new(base64.b32decode(secret), counter, sha1).digest()
    start = digest[-1] & 0x0F
    (number,) = struct.unpack(">I", digest[start : start + 4])
    return f"{(number & 0x7FFFFFFF) % 1_000_000:06d}"


def enrol(client: Client, user: User, password: str, at: datetime) -> str:
    """Sign in and set up an app as a person would; returns the secret the app keeps."""
    client.post("/en/account/login/", {"login": user.email, "password": password})
    page = client.get("/en/account/2fa/totp/activate/")
    secret: str = page.context["form"].secret
    set_up(client, secret, at)
    return secret


def set_up(client: Client, secret: str, at: datetime) -> HttpResponse:
    return post_and_commit(client, "/en/account/2fa/totp/activate/", {"code": code_at(secret, at)})


def post_and_commit(client: Client, address: str, fields: dict[str, str]) -> HttpResponse:
    """A request whose transaction ends, as it does outside of tests: allauth then marks the session and writes."""
    with TestCase.captureOnCommitCallbacks() as callbacks:
        response = client.post(address, fields)
    request = response.wsgi_request
    with request_context(request):
        for callback in callbacks:
            callback()
    request.session.save()
    return response
