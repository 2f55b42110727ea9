"""Every error of the API has one shape, and nothing a caller sends becomes a 500."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as InvalidRow
from django.http import Http404
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from rest_framework import exceptions, serializers
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from agencies.access import NotPermitted
from agencies.states import Permission
from kernel.lifecycle import IllegalMove
from pressoffice import api
from tests.country import make_agency, make_member, make_user

pytestmark = pytest.mark.django_db


class Echo(APIView):
    permission_classes = [AllowAny]
    error = None

    def post(self, request):
        if self.error:
            raise self.error
        return Response(request.data)


def send(body="{}", error=None, **headers):
    request = APIRequestFactory().post("/", body, content_type="application/json", headers={"Accept-Language": "en"})
    return Echo.as_view(error=error)(request).render()


def row_error():
    agency = make_agency()
    agency.bin, agency.name_ru = "123456789012", ""
    with pytest.raises(InvalidRow) as refused:
        agency.full_clean()
    return refused.value


class Part(serializers.Serializer):
    name = serializers.CharField(max_length=3)


class Whole(serializers.Serializer):
    files = Part(many=True)
    text = serializers.CharField()


def nested_error():
    whole = Whole(data={"files": [{"name": "a"}, {"name": "long"}]})
    assert not whole.is_valid()
    return exceptions.ValidationError(whole.errors)


SOMEWHERE = "Something is wrong in the fields named here."
DENIED = "You do not have permission to perform this action."
TABLE = [
    (lambda: NotPermitted(Permission.VIEW_INQUIRIES), 403, DENIED, "permission_denied", {}),
    (lambda: PermissionDenied("a reason for the log"), 403, DENIED, "permission_denied", {}),
    (lambda: Http404("No Inquiry matches"), 404, "Not found.", "not_found", {}),
    (
        lambda: IllegalMove("answer", "ANSWERED"),
        409,
        "This cannot be done in the state it is in now.",
        "conflict",
        {},
    ),
    (
        row_error,
        400,
        SOMEWHERE,
        "invalid",
        {
            "bin": ["This is not a BIN: twelve digits, the last one is a check digit."],
            "name_ru": ["This field cannot be blank."],
        },
    ),
    (lambda: InvalidRow("The office is closed."), 400, "The office is closed.", "invalid", {}),
    (lambda: InvalidRow({"__all__": ["Overlaps."], "day": ["Past."]}), 400, "Overlaps.", "invalid", {"day": ["Past."]}),
    (
        nested_error,
        400,
        SOMEWHERE,
        "invalid",
        {"files.1.name": ["Ensure this field has no more than 3 characters."], "text": ["This field is required."]},
    ),
    (lambda: exceptions.ValidationError(["One.", "Two."]), 400, "One. Two.", "invalid", {}),
    (
        lambda: exceptions.ValidationError({"non_field_errors": ["One."], "detail": ["Long."]}),
        400,
        "One.",
        "invalid",
        {"detail": ["Long."]},
    ),
    (exceptions.NotAcceptable, 406, "Could not satisfy the request Accept header.", "not_acceptable", {}),
]


@pytest.mark.parametrize(("error", "status", "detail", "code", "fields"), TABLE)
def test_error_has_the_one_shape(error, status, detail, code, fields):
    answer = send(error=error())
    assert (answer.status_code, answer.data) == (status, {"detail": detail, "code": code, "fields": fields})


def test_throttled_caller_is_told_when_to_come_back():
    answer = send(error=exceptions.Throttled(wait=7))
    assert (answer.status_code, answer.data["code"], answer["Retry-After"]) == (429, "throttled", "7")


def test_error_nobody_thought_of_stays_an_error():
    """It must reach the log; to call it the caller's fault would hide it."""
    with pytest.raises(ZeroDivisionError):
        send(error=ZeroDivisionError())


@pytest.mark.parametrize(
    ("method", "address", "status", "code"),
    [
        ("get", "/api/v1/inquiries/", 401, "not_authenticated"),
        ("delete", "/api/v1/terms/", 405, "method_not_allowed"),
        ("get", "/api/v1/nonsense/", 404, "not_found"),
        ("post", "/api/v9/terms/", 404, "not_found"),
    ],
)
def test_error_of_a_real_address_has_the_one_shape(client, method, address, status, code):
    answer = getattr(client, method)(address)
    assert (answer.status_code, answer.json()["code"], set(answer.json())) == (
        status,
        code,
        {"detail", "code", "fields"},
    )


def test_error_speaks_the_caller_s_language(client):
    client.force_login(make_user())
    answer = client.get("/api/v1/inquiries/", headers={"Accept-Language": "ru"}).json()
    assert (answer["code"], answer["detail"]) == (
        "permission_denied",
        "У вас недостаточно прав для выполнения данного действия.",
    )


NO_TEXT = "The JSON holds a character that is no text: NUL, or half of a surrogate pair."


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (r'{"text": "a\u0000b"}', NO_TEXT),
        (r'{"text": "\ud800"}', NO_TEXT),
        (r'{"text": "\udfff!"}', NO_TEXT),
        (r'{"te\u0000xt": 1}', NO_TEXT),
        (r'{"a": [1, {"b": ["c", "\udc00"]}]}', NO_TEXT),
        (r'"\u0000"', NO_TEXT),
        ("[" * 100_000, "The JSON is nested too deeply."),
        ('{"a":' * 480 + "1" + "}" * 480, "The JSON is nested too deeply."),
        ("{", None),
        ('{"n": NaN}', None),
        ('{"n": ' + "9" * 5000 + "}", None),
        (b'{"text": "\xff"}', None),
        (b'{"text": "\xed\xa0\x80"}', None),
    ],
)
def test_body_that_cannot_be_kept_is_refused(body, detail):
    answer = send(body)
    assert (answer.status_code, answer.data["code"]) == (400, "parse_error")
    assert detail in {None, answer.data["detail"]}


@pytest.mark.parametrize("body", [r'{"text": "\ud83d\ude00 Қазақ\n"}', "[1, null, true, 1.5]", '"text"'])
def test_body_of_text_is_read(body):
    assert send(body).status_code == 200


def test_body_that_is_too_big_is_refused(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10

    class Reading(Echo):
        def post(self, request):
            return Response({"length": len(request.body)})

    request = APIRequestFactory().post("/", '{"text": "0123456789"}', content_type="application/json")
    answer = Reading.as_view()(request).render()
    assert (answer.status_code, answer.data["code"]) == (413, "too_big")


def test_schema_describes_the_one_shape_for_every_call():
    schema = SchemaGenerator(patterns=api.urlpatterns).get_schema(public=True)
    validate_schema(schema)
    shape = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    refusals = [
        response["content"]
        for operations in schema["paths"].values()
        for operation in operations.values()
        for code, response in operation["responses"].items()
        if code.startswith("4")
    ]
    assert len(refusals) >= len(schema["paths"])
    assert [refusal for refusal in refusals if refusal != shape] == []
    assert schema["components"]["schemas"]["Error"]["required"] == ["detail", "code", "fields"]


def test_number_that_cannot_be_looked_up_is_not_found(client):
    client.force_login(make_member().user)
    assert client.get("/api/v1/inquiries/ministry/INQ%00/").status_code == 404


def test_address_without_its_slash_is_led_on(client):
    assert client.get("/api/v1/terms").url == "/api/v1/terms/"
