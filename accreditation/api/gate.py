"""Gates: the published keys and the revocation list for everybody, and the work of a gate for its staff."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accreditation import gatework, tokens
from accreditation.models import Gate, Passage
from accreditation.scanned import LONGEST
from accreditation.services.passages import OLDEST, Scan, record_passages
from accreditation.states import Direction, GateVerdict
from agencies.models import Agency
from agencies.scoped_admin import signed_in

BATCH = 200  # scans in one upload
FRESH = 60  # seconds anybody may keep the lists


class KeySerializer(serializers.Serializer[Any]):
    key_id = serializers.CharField(help_text="Eight hexadecimal digits, as the token carries them.")
    public_key = serializers.CharField(help_text="Ed25519, 64 hexadecimal digits.")
    created_at = serializers.DateTimeField()
    retired_at = serializers.DateTimeField(
        allow_null=True, help_text="It signs nothing since; what it signed stays good."
    )


class DistrustedSerializer(serializers.Serializer[Any]):
    key_id = serializers.CharField()
    distrusted_from = serializers.DateTimeField(help_text="Nothing it signed proves anything since.")


class KeysSerializer(serializers.Serializer[Any]):
    agency = serializers.IntegerField(help_text="As tokens carry it.")
    keys = KeySerializer(many=True)
    distrusted = DistrustedSerializer(many=True)


class RevokedSerializer(serializers.Serializer[Any]):
    card = serializers.CharField(help_text="The first twenty hexadecimal digits of the SHA-256 of the card's code.")
    reason = serializers.CharField(help_text="LOST, REPLACED, RETURNED, DEPRIVED, ENDED, KEY or SUSPENDED.")


class RevocationsSerializer(serializers.Serializer[Any]):
    agency = serializers.IntegerField()
    cards = RevokedSerializer(many=True)


class KnownSerializer(serializers.Serializer[Any]):
    number = serializers.CharField()
    card = serializers.CharField()
    first_on = serializers.DateField()
    last_on = serializers.DateField()
    zones = serializers.IntegerField(help_text="Zone 1 is the lowest bit.")


class EntrySerializer(serializers.Serializer[Any]):
    at = serializers.DateTimeField(source="scanned_at")
    gate = serializers.CharField()
    by = serializers.CharField(source="by.full_name")


class InsideSerializer(EntrySerializer):
    card = serializers.SerializerMethodField()

    def get_card(self, passage: Passage) -> str:
        return gatework.card_digest(passage.card.code) if passage.card else ""


class GateSerializer(serializers.Serializer[Any]):
    """All a gate needs to go on without network."""

    agency = serializers.IntegerField(source="gate.agency_id")
    gate = serializers.CharField()
    zones = serializers.SerializerMethodField()
    time_zone = serializers.CharField(source="gate.agency.time_zone")
    now = serializers.DateTimeField(help_text="Our clock; the phone learns how wrong its own is.")
    person = serializers.CharField(help_text="Who stands at the gate.")
    csrf = serializers.CharField(help_text="To be sent as X-CSRFToken with an upload.")
    keys = KeySerializer(many=True)
    distrusted = DistrustedSerializer(many=True)
    revoked = RevokedSerializer(many=True)
    cards = KnownSerializer(many=True)
    inside = InsideSerializer(many=True)

    def get_zones(self, state: Mapping[str, Any]) -> int:
        return tokens.zone_mask(state["gate"].zones)


class ScanSerializer(serializers.Serializer[Any]):
    mark = serializers.UUIDField(help_text="Made by the phone: the scan sent again stays one.")
    text = serializers.CharField(max_length=2 * LONGEST, allow_blank=True, help_text="The QR, a code or a number.")
    direction = serializers.ChoiceField(choices=Direction.choices)
    scanned_at = serializers.DateTimeField(help_text="By the clock of the phone.")
    told = serializers.ChoiceField(
        choices=GateVerdict.choices, required=False, allow_null=True, help_text="What the phone said while offline."
    )


class ScansSerializer(serializers.Serializer[Any]):
    sent_at = serializers.DateTimeField(help_text="By the clock of the phone: its error is corrected.")
    scans = serializers.ListField(child=ScanSerializer(), max_length=BATCH)


class ResultSerializer(serializers.Serializer[Passage]):
    mark = serializers.UUIDField()
    verdict = serializers.ChoiceField(choices=GateVerdict.choices)
    told = serializers.ChoiceField(choices=GateVerdict.choices)
    number = serializers.CharField(source="card.number", default="")
    name = serializers.CharField(source="card.accreditation.full_name", default="")
    outlet = serializers.CharField(source="card.accreditation.outlet.name", default="")
    function = serializers.CharField(source="card.accreditation.get_function_display", default="")
    card = serializers.SerializerMethodField(help_text="As the lists name it.")
    first_on = serializers.DateField(source="card.valid_from_on", default=None)
    last_on = serializers.DateField(source="card.valid_until_on", default=None)
    reason = serializers.CharField(source="card.revocation", default="")
    first_entry = EntrySerializer(source="doubles", allow_null=True)

    def get_card(self, passage: Passage) -> str:
        return gatework.card_digest(passage.card.code) if passage.card else ""


class ResultsSerializer(serializers.Serializer[Any]):
    results = ResultSerializer(many=True)
    inside = serializers.IntegerField(help_text="People inside the agency now.")


class PublishedKeys(APIView):
    """The keys that verify the cards of an agency, without network."""

    authentication_classes = []
    permission_classes = [AllowAny]

    @extend_schema(operation_id="card_keys", responses=KeysSerializer)
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        agency = get_object_or_404(Agency, slug=slug, is_active=True)
        said = {
            "agency": agency.pk,
            "keys": gatework.published_keys(agency),
            "distrusted": gatework.distrusted_keys(agency),
        }
        return cacheable(request._request, KeysSerializer(said).data)


class RevokedCards(APIView):
    """The cards not over yet that nobody may accept: revoked, or of a suspended accreditation."""

    authentication_classes = []
    permission_classes = [AllowAny]

    @extend_schema(operation_id="revoked_cards", responses=RevocationsSerializer)
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        agency = get_object_or_404(Agency, slug=slug, is_active=True)
        said = {"agency": agency.pk, "cards": gatework.revoked_cards(agency, at=timezone.now())}
        return cacheable(request._request, RevocationsSerializer(said).data)


class GateState(APIView):
    """What the phone of a gate keeps. For gate staff who signed in."""

    authentication_classes = [SessionAuthentication]

    @extend_schema(operation_id="gate", responses=GateSerializer)
    def get(self, request: Request, pk: int) -> Response:
        at = timezone.now()
        gate = manned_gate(request, pk, at=at)
        said = {
            "gate": gate,
            "now": at,
            "person": signed_in(request._request).full_name,
            "csrf": get_token(request._request),
            "keys": gatework.published_keys(gate.agency),
            "distrusted": gatework.distrusted_keys(gate.agency),
            "revoked": gatework.revoked_cards(gate.agency, at=at),
            "cards": gatework.known_cards(gate.agency, at=at),
            "inside": gatework.inside(gate.agency, at=at, zones=gate.zones),
        }
        return Response(GateSerializer(said).data, headers={"Cache-Control": "private, no-store"})


class GatePassages(APIView):
    """Record scans, in batches; what was sent already is answered again and written once."""

    authentication_classes = [SessionAuthentication]

    @extend_schema(operation_id="record_passages", request=ScansSerializer, responses=ResultsSerializer)
    def post(self, request: Request, pk: int) -> Response:
        at = timezone.now()
        gate = manned_gate(request, pk, at=at)
        sent = ScansSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        scans = [_scan(row, sent.validated_data["sent_at"], at) for row in sent.validated_data["scans"]]
        found = record_passages(gate=gate, scans=scans, by=signed_in(request._request), at=at)
        said = {"results": found, "inside": gatework.people_inside(gate.agency, at=at)}
        return Response(ResultsSerializer(said).data)


def _scan(row: Mapping[str, Any], sent_at: datetime, at: datetime) -> Scan:
    """How long ago it was, by the clock of the phone, is true even where that clock is wrong."""
    age = min(max(sent_at - row["scanned_at"], timedelta()), OLDEST)
    told = GateVerdict(row["told"]) if row.get("told") else None
    return Scan(row["mark"], row["text"], Direction(row["direction"]), at - age, told)


def manned_gate(request: Request | HttpRequest, pk: int, *, at: datetime) -> Gate:
    return get_object_or_404(Gate.objects.manned_by(request.user, at=at).select_related("agency"), pk=pk)


def cacheable(request: HttpRequest, said: Mapping[str, Any]) -> HttpResponseBase:
    """With an ETag of its content, and 304 for who has it."""
    etag = quote_etag(hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:32])
    headers = {"ETag": etag, "Cache-Control": f"public, max-age={FRESH}"}
    response = get_conditional_response(request, etag=etag)
    if response is None:
        return Response(said, headers=headers)
    for name, value in headers.items():
        response.headers[name] = value
    return response
