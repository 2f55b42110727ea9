"""An officer's moves for machines: which are lawful now, what each wants to know, and making one.

They are the forms of the case page, so a machine is asked, checked and refused as an officer is.
"""

from typing import Any

from django import forms
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agencies.idempotency import idempotent
from agencies.scoped_admin import signed_in
from agencies.states import Scope
from agencies.tokens import HasScope
from inquiries.api.files import FileSerializer, received
from inquiries.api.reading import ViewsInquiries
from inquiries.models import Inquiry
from inquiries.moves import MOVES, MoveForm, is_offered, offered_errands, offered_moves
from inquiries.rules import obstacle
from inquiries.services import UnlawfulMove
from inquiries.states import LIFECYCLE
from inquiries.windows import windows_of


class FieldSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    # DRF keeps what is declared apart from its own attributes of the same name.
    label = serializers.CharField()  # type: ignore[assignment]
    help_text = serializers.CharField(help_text="May be empty.")  # type: ignore[assignment]
    required = serializers.BooleanField()  # type: ignore[assignment]
    choices = serializers.ListField(child=serializers.CharField(), help_text="Empty where any value will do.")


class MoveSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    words = serializers.CharField()
    consequence = serializers.CharField(help_text="What will happen.")
    fields = FieldSerializer(many=True)  # type: ignore[assignment]


class WindowSerializer(serializers.Serializer[Any]):
    move = serializers.CharField()
    until_on = serializers.DateField(source="due_on")
    source = serializers.CharField(source="term.source", help_text="Act and article.")  # type: ignore[assignment]
    closes = serializers.BooleanField(help_text="Whether the move is unlawful afterwards; else it is late, and owed.")


class ErrandSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(help_text="Made as a move, with `row`.")
    words = serializers.CharField()
    rows = serializers.ListField(child=serializers.IntegerField(), help_text="Keys it may be made with now.")


class MovesSerializer(serializers.Serializer[Any]):
    moves = MoveSerializer(many=True)
    errands = ErrandSerializer(many=True, help_text="What may be done with one row of the case.")
    windows = WindowSerializer(many=True)


class MadeSerializer(serializers.Serializer[Any]):
    done = serializers.CharField(help_text="What was done, in a sentence.")
    state = serializers.CharField(help_text="Of the inquiry now.")


class InquiryMoves(APIView):
    """The moves you may make on an inquiry now, the likeliest first, with the fields each wants."""

    permission_classes = [HasScope(Scope.READ_INQUIRIES), ViewsInquiries]

    @extend_schema(operation_id="inquiry_moves", responses=MovesSerializer)
    def get(self, request: Request, agency: str, number: str) -> Response:
        at, inquiry, user = timezone.now(), _find(request, agency, number), signed_in(request)
        moves = [
            _described(MOVES[name](inquiry=inquiry, at=at)) for name, _words in offered_moves(user, inquiry, at=at)
        ]
        errands = [
            {"name": name, "words": MOVES[name].title, "rows": sorted(rows)}
            for name, rows in offered_errands(user, inquiry, at=at).items()
        ]
        told = {"moves": moves, "errands": errands, "windows": list(windows_of(inquiry))}
        return Response(MovesSerializer(told).data)


class InquiryMove(APIView):
    """Make a move or run an errand. The body holds the fields that the list names, files as for a question."""

    permission_classes = [HasScope(Scope.WORK_INQUIRIES), ViewsInquiries]

    @extend_schema(operation_id="inquiry_move", request=OpenApiTypes.OBJECT, responses=MadeSerializer)
    @idempotent
    def post(self, request: Request, agency: str, number: str, move: str) -> Response:
        at, user = timezone.now(), signed_in(request)
        inquiry = _find(request, agency, number)
        if move not in MOVES or not isinstance(request.data, dict):
            raise ValidationError({"move": [move]})
        if not is_offered(user, inquiry, move, at=at):
            reason = obstacle(inquiry, move, at=at) if move in LIFECYCLE.names else ""
            if not reason:
                raise PermissionDenied
            raise UnlawfulMove(reason)
        form = MOVES[move](request.data, _files(request), inquiry=inquiry, at=at)
        if not form.is_valid():
            raise ValidationError({name: [str(error) for error in errors] for name, errors in form.errors.items()})
        with transaction.atomic():
            done = form.make(user, at)
        inquiry.refresh_from_db(fields=["state"])
        return Response(MadeSerializer({"done": done, "state": inquiry.state}).data, status.HTTP_200_OK)


def _find(request: Request, agency: str, number: str) -> Inquiry:
    visible = Inquiry.objects.visible_to(request.user, at=timezone.now())
    found = visible.select_related("agency__parent", "assignee", "requester")
    return get_object_or_404(found, agency__slug=agency, number=number)


def _files(request: Request) -> MultiValueDict[str, Any]:
    """A form that takes no files does not look at them."""
    sent = request.data.get("files", []) if isinstance(request.data, dict) else []
    rows = FileSerializer(data=sent, many=True)
    if not rows.is_valid():
        raise ValidationError({"files": rows.errors})
    return MultiValueDict({"attachments": received(rows.validated_data)})


def _described(form: MoveForm) -> dict[str, Any]:
    fields = [
        {
            "name": name,
            "label": str(field.label or name),
            "help_text": str(field.help_text),
            "required": field.required,
            "choices": _choices(field),
        }
        for name, field in form.fields.items()
        if not isinstance(field, forms.FileField)
    ]
    return {"name": form.name, "words": str(form.title), "consequence": form.consequence, "fields": fields}


def _choices(field: forms.Field) -> list[str]:
    """The values themselves; of rows, their keys."""
    return [str(value) for value, _words in getattr(field, "choices", ()) if str(value)]
