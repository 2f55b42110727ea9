"""What officers' machines take in: calls, visits, letters, and inquiries of other systems with their numbers."""

from typing import Any

from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Language
from agencies.access import agencies_where
from agencies.idempotency import idempotent
from agencies.scoped_admin import signed_in
from agencies.states import Permission, Scope
from agencies.tokens import HasScope
from inquiries.api.asking import AskedSerializer
from inquiries.api.files import FileSerializer, received
from inquiries.api.reading import ViewsInquiries
from inquiries.forms.intake import WISHES, IntakeForm
from inquiries.states import TAKEN_IN, AskerKind

SHORT: dict[str, Any] = {"required": False, "allow_blank": True}


class IntakeSerializer(serializers.Serializer[Any]):
    """The officer's quick form in one call; what it misses is named in an error."""

    agency = serializers.CharField(max_length=60, help_text="An agency by its address on the portal.")
    # DRF keeps what is declared apart from its own attribute of the same name.
    source = serializers.ChoiceField(  # type: ignore[assignment]
        choices=[source.value for source in TAKEN_IN], help_text="Which way it came."
    )
    received_at = serializers.DateTimeField(required=False, help_text="Now, if it is left out.")
    recording_announced = serializers.BooleanField(required=False)
    external_number = serializers.CharField(max_length=100, help_text="In e-Otinish.", **SHORT)
    asker = serializers.ChoiceField(choices=AskerKind.choices)
    name = serializers.CharField(max_length=200)
    outlet = serializers.CharField(max_length=300, help_text="Outlet or organisation.", **SHORT)
    email = serializers.EmailField(required=False)
    phone = serializers.CharField(max_length=40, **SHORT)
    address = serializers.CharField(max_length=300, **SHORT)
    wish = serializers.ChoiceField(choices=[code for code, _words in WISHES], help_text="The law follows from it.")
    subject = serializers.CharField(max_length=200)
    text = serializers.CharField(max_length=10_000)
    language = serializers.ChoiceField(choices=Language.choices)
    answer = serializers.CharField(max_length=50_000, help_text="Given by word of mouth, to an oral request.", **SHORT)
    iin = serializers.CharField(max_length=12, **SHORT)
    bin = serializers.CharField(max_length=12, **SHORT)
    outgoing_number = serializers.CharField(max_length=60, **SHORT)
    outgoing_on = serializers.DateField(required=False)
    signer_name = serializers.CharField(max_length=200, **SHORT)
    signer_position = serializers.CharField(max_length=200, **SHORT)
    files = FileSerializer(many=True, required=False)


class TakenInSerializer(AskedSerializer):
    is_new = serializers.SerializerMethodField(help_text="False when this external number was registered before.")

    def get_is_new(self, inquiry: Any) -> bool:
        return bool(self.context["is_new"])


class Intake(APIView):
    """Register what came by telephone, in person, by post or from e-Otinish; the same external number once."""

    permission_classes = [HasScope(Scope.WORK_INQUIRIES), ViewsInquiries]

    @extend_schema(operation_id="take_in", request=IntakeSerializer, responses={201: TakenInSerializer})
    @idempotent
    def post(self, request: Request) -> Response:
        at, user = timezone.now(), signed_in(request)
        agencies = agencies_where(user, Permission.ANSWER_INQUIRIES, at=at)
        if not agencies.exists():
            raise PermissionDenied
        serializer = IntakeSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        said: dict[str, Any] = {"received_at": at} | dict(serializer.validated_data)
        files = received(said.pop("files", []))
        chosen = agencies.filter(slug=said["agency"]).first()
        typed = {name: _typed(value) for name, value in said.items() if value is not False}
        typed["agency"] = str(chosen.pk) if chosen else ""
        form = IntakeForm(typed, MultiValueDict({"attachments": files}), agencies=agencies, at=at)
        if not form.is_valid():
            raise ValidationError({name: [str(error) for error in errors] for name, errors in form.errors.items()})
        inquiry, is_new = form.register(user)
        return Response(TakenInSerializer(inquiry, context={"is_new": is_new}).data, status.HTTP_201_CREATED)


def _typed(value: Any) -> str:
    """As a browser would send it."""
    return value.isoformat() if hasattr(value, "isoformat") else "on" if value is True else str(value)
