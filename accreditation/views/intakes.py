"""What anybody reads of accreditation: intakes, rules, who is accredited, and the way for foreign outlets."""

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accreditation import queries
from accreditation.held import days_words
from accreditation.models import Intake, Rules
from accreditation.notices.kinds import INTAKE
from accreditation.rules import holds_permanent
from accreditation.views.doors import visitor
from agencies.models import Agency

PER_PAGE = 50
LONGEST = 100


@require_safe
def accreditation(request: HttpRequest) -> HttpResponse:
    """What it is, where applications are taken, and by whose rules."""
    context = {
        "intakes": queries.current_intakes(at=timezone.now()),
        "agencies": Agency.objects.filter(is_active=True, accreditation_rules__isnull=False).distinct(),
        "topic": INTAKE.code,
    }
    return render(request, "accreditation/accreditation.html", context)


@require_safe
def intake(request: HttpRequest, pk: int) -> HttpResponse:
    known = Intake.objects.announced().select_related("agency", "rules")
    found, now = get_object_or_404(known, pk=pk), timezone.now()
    user = visitor(request)
    context = {
        "intake": found,
        "view": queries.intake_view(found, at=now),
        "pools": queries.pools_of(found),
        "criteria": queries.criteria_of(found),
        "is_one_day": _is_one_day(found),
        "needs_none": user is not None and holds_permanent(found, account=user, at=now),
    }
    return render(request, "accreditation/intake.html", context)


def _is_one_day(intake: Intake) -> bool:
    begins, ends = intake.event_from_at, intake.event_until_at
    if begins is None or ends is None:
        return False
    return intake.agency.local(begins).date() == intake.agency.local(ends).date()


@require_safe
def rules(request: HttpRequest, agency: str, version: int | None = None) -> HttpResponse:
    """The version in force, or an older one; each as it was adopted."""
    body = get_object_or_404(Agency, slug=agency, is_active=True)
    today = body.local(timezone.now()).date()
    versions = list(Rules.objects.filter(agency=body).order_by("-version"))
    in_force = next((row for row in versions if row.in_force_from <= today), None)
    shown = next((row for row in versions if row.version == version), None) if version else in_force
    if shown is None:
        raise Http404
    context = {"body": body, "rules": shown, "versions": versions, "in_force": in_force}
    return render(request, "accreditation/rules.html", context)


@require_safe
def accredited(request: HttpRequest) -> HttpResponse:
    """Whoever agreed to be named, and holds an accreditation that is in force today."""
    words = request.GET.get("q", "").replace("\0", " ").strip()[:LONGEST]
    slug = request.GET.get("agency", "")
    found = queries.public_accreditations(at=timezone.now())
    for word in words.split():
        named = Q(full_name__icontains=word)
        for language in ("kk", "ru", "en"):
            named |= Q(**{f"outlet__name_{language}__icontains": word})
        found = found.filter(named)
    agencies = list(Agency.objects.filter(is_active=True))
    chosen = next((agency for agency in agencies if agency.slug == slug), None)
    if chosen:
        found = found.filter(agency=chosen)
    page, at = Paginator(found, PER_PAGE).get_page(request.GET.get("page")), timezone.now()
    rows = [(row, days_words(row, at=at)) for row in page]
    context = {"page": page, "rows": rows, "words": words, "agencies": agencies, "chosen": chosen}
    return render(request, "accreditation/accredited.html", context)


@require_safe
def foreign(request: HttpRequest) -> HttpResponse:
    """MM 30(4): the Ministry of Foreign Affairs accredits foreign outlets, nobody else."""
    return render(request, "accreditation/foreign.html")
