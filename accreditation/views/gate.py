"""The gate on a phone: a plain page that its script makes into an app that works without network."""

import hashlib
import json
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accreditation.forms.gate import ScanForm
from accreditation.gatework import people_inside
from accreditation.models import Gate
from accreditation.services.passages import Scan, record_passages
from accreditation.states import Direction, GateVerdict, Revocation
from agencies.access import can_anywhere
from agencies.scoped_admin import signed_in
from agencies.states import Permission

View = Callable[..., HttpResponse]
# What a page of the gate loads. Scripts import each other by their plain names, so they are kept under both.
STYLES = ("vendor/inter/inter.css", "css/tokens.css", "css/components.css", "css/gate.css")
SCRIPTS = (
    "js/gate/gate.js",
    *(f"js/gate/{name}.js" for name in ("camera", "card", "store", "talk", "verdict")),
    "vendor/jsqr/jsQR.js",
    "vendor/noble-ed25519/ed25519.js",
)
PICTURES = (
    "icons.svg",
    "mark.svg",
    *(f"vendor/inter/files/inter-{name}-wght-normal.woff2" for name in ("cyrillic", "cyrillic-ext", "latin")),
)
# How loud a verdict is: its colour and its sound. Whatever is not here is a refusal.
TONES = {
    GateVerdict.VALID: "good",
    GateVerdict.ALREADY_INSIDE: "ask",
    GateVerdict.WRONG_ZONE: "ask",
    GateVerdict.NOT_YET: "ask",
}
PATIENCE = 900  # milliseconds a phone waits for our answer; then it decides by itself
ICONS = {"good": "in_time", "ask": "soon", "bad": "missed"}


def for_gate_staff(view: View) -> View:
    """In the language the person chose: the address has none."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = signed_in(request)
        if not can_anywhere(user, Permission.CHECK_CARDS, at=timezone.now()):
            raise PermissionDenied
        with translation.override(user.language):
            return view(request, *args, **kwargs)

    return login_required(never_cache(opened))


@require_safe
@for_gate_staff
def gates(request: HttpRequest) -> HttpResponse:
    """Choose a gate."""
    manned = Gate.objects.manned_by(request.user, at=timezone.now()).select_related("agency")
    return render(request, "gate/gates.html", {"gates": manned.order_by("agency__name_ru", "name_ru", "pk")})


@require_http_methods(["GET", "HEAD", "POST"])
@for_gate_staff
def gate(request: HttpRequest, pk: int) -> HttpResponse:
    """Without its script: a number is typed, the verdict follows."""
    at = timezone.now()
    manned = Gate.objects.manned_by(request.user, at=at).select_related("agency")
    found = get_object_or_404(manned, pk=pk)
    form = ScanForm(request.POST if request.method == "POST" else None)
    passage = None
    if form.is_valid():
        said = form.cleaned_data
        scan = Scan(said["mark"], said["text"], Direction(said["direction"]), at)
        passage = next(iter(record_passages(gate=found, scans=[scan], by=signed_in(request), at=at)), None)
        form = ScanForm(direction=said["direction"])
    context = {
        "gate": found,
        "form": form,
        "passage": passage,
        "patience": PATIENCE,
        "inside": people_inside(found.agency, at=at),
        "verdicts": verdicts(),
        "reasons": Revocation.choices,
        "shown": shown(GateVerdict(passage.told), Direction(passage.direction)) if passage else None,
    }
    return render(request, "gate/gate.html", context)


def shown(verdict: GateVerdict, direction: Direction = Direction.IN) -> dict[str, str]:
    """Word, colour and icon; who leaves is not let in."""
    tone = TONES.get(verdict, "bad")
    leaves = verdict == GateVerdict.VALID and direction == Direction.OUT
    word = pgettext("the gate", "Let out") if leaves else str(verdict.label)
    code = "VALID_OUT" if leaves else verdict.value
    return {"code": code, "word": word, "tone": tone, "icon": ICONS[tone]}


def verdicts() -> list[dict[str, str]]:
    return [*(shown(verdict) for verdict in GateVerdict), shown(GateVerdict.VALID, Direction.OUT)]


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """For the home screen of a phone."""
    icon = {"src": static("mark.svg"), "type": "image/svg+xml", "sizes": "any", "purpose": "any"}
    said = {
        "id": reverse("gate:gates"),
        "name": _("Gate of the press office"),
        "short_name": pgettext("a place", "Gate"),
        "start_url": reverse("gate:gates"),
        "scope": reverse("gate:gates"),
        "display": "standalone",
        "background_color": "#0f1a20",
        "theme_color": "#0b5f7a",
        "lang": translation.get_language(),
        "icons": [icon],
    }
    return JsonResponse(said, content_type="application/manifest+json")


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script that answers while the network does not; a changed file makes a new version of it."""
    files = sorted({address for name in (*STYLES, *SCRIPTS, *PICTURES) for address in _addresses(name)})
    context = {"files": json.dumps(files), "version": _version()}
    response = render(request, "gate/worker.js", context, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


def _addresses(name: str) -> tuple[str, str]:
    plain = f"{static('mark.svg').rpartition('/')[0]}/{name}"
    return static(name), plain


@cache
def _version() -> str:
    digest = hashlib.sha256()
    for name in (*STYLES, *SCRIPTS, *PICTURES):
        found = finders.find(name)
        digest.update(Path(str(found)).read_bytes() if found else b"")
    return digest.hexdigest()[:16]
