"""A call that is sent twice is done once, if it carries an `Idempotency-Key` (docs/reference/api.md).

The row of the key is written in the transaction of the work. So a second call waits until the first has ended, and work
that failed, or a process that died, leaves no row behind: the call may be made again.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter, extend_schema
from psycopg2.errors import LockNotAvailable
from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from agencies.models import IdempotencyKey

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replay"
LONGEST_KEY = 200
KEPT_FOR = timedelta(hours=24)
PATIENCE = 5  # seconds a second call waits for the first

View = TypeVar("View", bound=APIView)
P = ParamSpec("P")
Handler = Callable[Concatenate[View, Request, P], Response]


class KeyReused(APIException):
    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "key_reused"
    default_detail = gettext_lazy("This key was already given to another call. Every call needs a key of its own.")


class StillWorking(APIException):
    status_code = status.HTTP_409_CONFLICT
    default_code = "still_working"
    default_detail = gettext_lazy("The first call with this key has not ended yet. Ask again in a moment.")
    wait = PATIENCE  # told as Retry-After


def idempotent(handler: Handler[View, P]) -> Handler[View, P]:
    """For a view's method that writes: a call whose key is known gets the answer of the first, and does nothing."""

    @wraps(handler)
    def answer(view: View, request: Request, /, *args: P.args, **kwargs: P.kwargs) -> Response:
        if HEADER not in request.headers:
            return handler(view, request, *args, **kwargs)
        with transaction.atomic():
            call = _first_call(request)
            if call.status is not None:
                return Response(json.loads(call.answer), call.status, headers={REPLAYED: "true"})
            response = handler(view, request, *args, **kwargs)
            _keep(call, response)
            return response

    described = extend_schema(
        parameters=[
            OpenApiParameter(
                HEADER,
                str,
                OpenApiParameter.HEADER,
                description="Yours to choose. Within a day, a second call with it gets the answer of the first.",
            )
        ]
    )
    return described(answer)


def purge_due(*, at: datetime) -> int:
    """Forget the calls that nobody repeats any more; how many they were."""
    return IdempotencyKey.objects.filter(created_at__lt=at - KEPT_FOR).delete()[0]


def _first_call(request: Request) -> IdempotencyKey:
    """This call, or the one of the same key that came before it."""
    call = IdempotencyKey(
        holder=_holder(request),
        key=_key(request),
        target=f"{request.method} {request.get_full_path()}",
        body_digest=hashlib.sha256(request.body).hexdigest(),
        created_at=timezone.now(),
    )
    try:
        _insert(call)
        first = IdempotencyKey.objects.get(holder=call.holder, key=call.key)
    except IdempotencyKey.DoesNotExist:  # purged this very moment
        raise StillWorking from None
    if (first.target, first.body_digest) != (call.target, call.body_digest):
        raise KeyReused
    return first


def _insert(call: IdempotencyKey) -> None:
    """Waits for a transaction that has just written the same key; StillWorking when that takes long."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = %s", [f"{PATIENCE}s"])
            IdempotencyKey.objects.bulk_create([call], ignore_conflicts=True)
            cursor.execute("SET LOCAL lock_timeout = DEFAULT")
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise StillWorking from None
        raise


def _keep(call: IdempotencyKey, response: Response) -> None:
    """Only what was done is remembered: a refusal takes the key back with all else that was written."""
    if not status.is_success(response.status_code):
        transaction.set_rollback(True)
        return
    call.status, call.answer = response.status_code, JSONRenderer().render(response.data).decode() or "null"
    call.save(update_fields=["status", "answer"])


def _key(request: Request) -> str:
    key: str = request.headers[HEADER]
    if not 0 < len(key) <= LONGEST_KEY or not (key.isascii() and key.isprintable()):
        problem = _("A key has 1 to %(most)d printable ASCII characters.") % {"most": LONGEST_KEY}
        raise ValidationError({HEADER: [problem]})
    return key


def _holder(request: Request) -> str:
    """Keys of one caller are no other's. An internet address is not kept in the clear."""
    if request.user.is_authenticated:
        return f"user {request.user.pk}"
    address = BaseThrottle().get_ident(request)
    return f"address {salted_hmac('agencies.idempotency', address, algorithm='sha256').hexdigest()[:40]}"
