"""One shape for every error of the API: `detail` for people, `code` for machines, `fields` for forms."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, RequestDataTooBig
from django.core.exceptions import ValidationError as InvalidRow
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import as_serializer_error
from rest_framework.settings import api_settings
from rest_framework.views import APIView, exception_handler

from inquiries.services import (
    CaseClosed,
    InquiryMoved,
    NoGround,
    NothingToComplainOf,
    OtherLanguage,
    OwnDraft,
    Unchecked,
    UnlawfulMove,
)
from kernel.lifecycle import IllegalMove

UNNAMED = {"", NON_FIELD_ERRORS}  # what is wrong with the whole


class Conflict(exceptions.APIException):
    status_code = status.HTTP_409_CONFLICT
    default_code = "conflict"
    default_detail = gettext_lazy("This cannot be done in the state it is in now.")


class TooBig(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_big"
    default_detail = gettext_lazy("The call is too big.")


# What the house says, in the words of the API. The reasons inside are for the log, not for strangers.
ANSWERS: Mapping[type[Exception], type[exceptions.APIException]] = {
    Http404: exceptions.NotFound,
    PermissionDenied: exceptions.PermissionDenied,
    IllegalMove: Conflict,
    InquiryMoved: Conflict,
    UnlawfulMove: Conflict,
    OwnDraft: Conflict,
    CaseClosed: Conflict,
    NothingToComplainOf: Conflict,
    NoGround: Conflict,
    OtherLanguage: Conflict,
    Unchecked: Conflict,
    RequestDataTooBig: TooBig,
}


def answer_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's EXCEPTION_HANDLER; None lets an error nobody thought of become a 500."""
    if isinstance(error, InvalidRow):
        error = exceptions.ValidationError(as_serializer_error(error))
    if isinstance(error, UnlawfulMove) and str(error):  # a sentence for people
        error = Conflict(str(error))
    kind = next((ANSWERS[cause] for cause in type(error).__mro__ if cause in ANSWERS), None)
    response = exception_handler(kind() if kind else error, context)
    if response is not None:
        response.data = _shape(response.data)
    return response


def _shape(data: Any) -> dict[str, Any]:
    """From what DRF would have answered: an error with its code, or lists of them by field."""
    detail = data.get("detail") if isinstance(data, Mapping) else None
    if isinstance(detail, exceptions.ErrorDetail):
        return {"detail": detail, "code": detail.code, "fields": {}}
    fields: dict[str, list[str]] = {}
    for name, problem in _problems(data):
        fields.setdefault(name, []).append(problem)
    whole = [problem for name in list(fields) if name in UNNAMED for problem in fields.pop(name)]
    detail = " ".join(whole) or _("Something is wrong in the fields named here.")
    return {"detail": detail, "code": exceptions.ValidationError.default_code, "fields": fields}


def _problems(data: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Each problem with the dotted path of its field: `files.0.name`."""
    if isinstance(data, Mapping):
        for name, below in data.items():
            at_whole = name == api_settings.NON_FIELD_ERRORS_KEY
            yield from _problems(below, path if at_whole else (*path, str(name)))
    elif isinstance(data, list):
        for place, below in enumerate(data):
            yield from _problems(below, path if isinstance(below, str) else (*path, str(place)))
    else:
        yield ".".join(path), str(data)


class NoSuchAddress(APIView):
    """Behind every address of the API: machines are told in their own shape that there is none."""

    authentication_classes = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise exceptions.NotFound
